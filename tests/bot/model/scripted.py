"""A chat model that says what a test wrote, or fails as a test wants it to, behind LangChain's real interface."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import ConfigDict, PrivateAttr

Reply = str | AIMessage | Exception


class ScriptedModel(BaseChatModel):
    """Gives its replies in order, the last one again and again. A reply that is an exception is raised, after the text before it if any.

    `pause` is waited before each streamed piece; `seen` keeps what was asked, `pieces` how many pieces were taken.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    replies: list[Any]
    pause: float = 0.0
    fails_after: int | None = None
    _seen: list[list[BaseMessage]] = PrivateAttr(default_factory=list)
    _pieces: int = PrivateAttr(default=0)

    @property
    def _llm_type(self) -> str:
        return "scripted"

    @property
    def seen(self) -> list[list[BaseMessage]]:
        return self._seen

    @property
    def pieces(self) -> int:
        return self._pieces

    def bind_tools(self, tools: Sequence[Any], **kwargs: Any) -> ScriptedModel:  # type: ignore[override]
        return self

    def _next(self, messages: list[BaseMessage]) -> AIMessage:
        self._seen.append(messages)
        reply = self.replies[min(len(self._seen), len(self.replies)) - 1]
        if isinstance(reply, Exception):
            raise reply
        return reply if isinstance(reply, AIMessage) else AIMessage(reply)

    def _generate(
        self, messages: list[BaseMessage], stop: list[str] | None = None, run_manager: CallbackManagerForLLMRun | None = None, **kwargs: Any
    ) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=self._next(messages))])

    def _stream(
        self, messages: list[BaseMessage], stop: list[str] | None = None, run_manager: CallbackManagerForLLMRun | None = None, **kwargs: Any
    ) -> Iterator[ChatGenerationChunk]:
        reply = self._next(messages)
        if not isinstance(reply.content, str):
            yield ChatGenerationChunk(message=AIMessageChunk(content=reply.content))
            return
        words = reply.content.split(" ") if reply.content else [""]
        for count, word in enumerate(words):
            if self.fails_after is not None and count >= self.fails_after:
                raise ConnectionError("the line went dead")
            time.sleep(self.pause)
            self._pieces += 1
            yield ChatGenerationChunk(message=AIMessageChunk(content=word if count == len(words) - 1 else word + " "))
