"""The protocol server as a client sees it: in process, over stdin and stdout, and over HTTP."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import anyio
import pytest

pytest.importorskip("mcp")
from mcp import Client, MCPError, StdioServerParameters

from bot.assistant import Assistant
from bot.settings import Settings
from bot.surfaces.mcp import build_server
from bot.wiring import build_assistant
from calculators.catalogue import BY_NAME, CATALOGUE
from tests.conftest import ROOT, free_port

CONDOR = BY_NAME["iron_condor"]
PATIENCE = 60.0


@pytest.fixture(scope="module")
def assistant(indexed_home: Path) -> Assistant:
    return build_assistant(Settings(home=indexed_home), connect=False)


def within(assistant: Assistant, use: Callable[[Client], Awaitable[None]]) -> None:
    async def run() -> None:
        async with Client(build_server(lambda: assistant), read_timeout_seconds=PATIENCE) as client:
            await use(client)

    anyio.run(run)


def text_of(result: Any) -> str:
    return "\n".join(block.text for block in result.content)


def test_every_calculator_is_a_tool_with_its_own_schema_beside_ask_and_glossary(assistant: Assistant) -> None:
    async def use(client: Client) -> None:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert set(tools) == {"ask", "glossary", *(calculator.name for calculator in CATALOGUE)}
        assert tools["iron_condor"].input_schema == CONDOR.inputs.model_json_schema()
        assert all(tool.description and tool.input_schema["type"] == "object" for tool in tools.values())
        assert all(tool.annotations is not None and tool.annotations.read_only_hint for tool in tools.values())

    within(assistant, use)


def test_a_calculator_gives_the_contracts_json_and_its_text(assistant: Assistant) -> None:
    async def use(client: Client) -> None:
        result = await client.call_tool("iron_condor", dict(CONDOR.example))
        own = CONDOR.run(CONDOR.example)
        assert not result.is_error
        assert [figure["text"] for figure in result.structured_content["figures"]] == [figure.text for figure in own.presentation.figures]
        assert own.presentation.headline in text_of(result)
        assert result.structured_content["assumed"] == list(own.assumed)

    within(assistant, use)


@pytest.mark.parametrize(
    ("tool", "given", "said"),
    [
        ("iron_condor", {"spot": -1, "dte": 45, "vol": 0.18}, "spot must be greater than 0; got -1"),
        ("iron_condor", {"spott": 7140}, "did you mean 'spot'"),
        ("iron_candor", {}, "did you mean iron_condor"),
        ("ask", {}, "question is required"),
        ("ask", {"question": "x", "history": "y"}, "history must be a list"),
        ("ask", {"question": "x", "as_of": "someday"}, "as_of must be a date"),
        ("glossary", {"term": "iron candor"}, "did you mean"),
        ("glossary", {"term": 3}, "term must be a string"),
    ],
)
def test_what_a_tool_cannot_use_comes_back_as_a_sentence(assistant: Assistant, tool: str, given: dict[str, Any], said: str) -> None:
    async def use(client: Client) -> None:
        result = await client.call_tool(tool, given)
        assert result.is_error
        assert said in text_of(result)
        assert result.structured_content["error"]["message"] == text_of(result)

    within(assistant, use)


def test_ask_answers_with_citations_and_glossary_looks_up_by_alias(assistant: Assistant) -> None:
    async def use(client: Client) -> None:
        answer = await client.call_tool("ask", {"question": "What is vega?"})
        assert answer.structured_content["citations"]
        assert "Education, not advice" in text_of(answer)
        term = await client.call_tool("glossary", {"term": "IC"})
        assert term.structured_content["id"] == "iron-condor"
        assert len((await client.call_tool("glossary", {})).structured_content["terms"]) >= 53

    within(assistant, use)


def test_terms_and_the_catalogue_are_resources(assistant: Assistant) -> None:
    async def use(client: Client) -> None:
        uris = [str(resource.uri) for resource in (await client.list_resources()).resources]
        assert {"askcondor://glossary", "askcondor://calculators", "askcondor://glossary/iron-condor"} <= set(uris)
        [page] = (await client.read_resource("askcondor://glossary/iron-condor")).contents
        assert "Iron condor" in page.text  # type: ignore[union-attr]
        [listed] = (await client.read_resource("askcondor://calculators")).contents
        assert len(json.loads(listed.text)) == len(CATALOGUE)  # type: ignore[union-attr]
        [template] = (await client.list_resource_templates()).resource_templates
        assert template.uri_template == "askcondor://glossary/{term}"
        for missing in ("askcondor://glossary/iron-candor", "askcondor://nothing"):
            with pytest.raises(MCPError, match=r"did you mean|there is no resource"):
                await client.read_resource(missing)

    within(assistant, use)


def test_a_fault_of_ours_is_an_error_without_its_inside(assistant: Assistant) -> None:
    def broken() -> Assistant:
        raise RuntimeError("sk-test-51f0c0ffee")

    async def run() -> None:
        async with Client(build_server(broken), read_timeout_seconds=PATIENCE) as client:
            with pytest.raises(MCPError, match="ask failed") as failed:
                await client.call_tool("ask", {"question": "What is vega?"})
            assert "sk-test" not in str(failed.value)
            assert not (await client.call_tool("iron_condor", dict(CONDOR.example))).is_error, "calculators need no assistant"

    anyio.run(run)


def environment(home: Path) -> dict[str, str]:
    return {**os.environ, "ASKCONDOR_HOME": str(home), "PYTHONPATH": str(ROOT)}


async def the_whole_round(client: Client) -> None:
    assert len((await client.list_tools()).tools) == len(CATALOGUE) + 2
    assert not (await client.call_tool("iron_condor", dict(CONDOR.example))).is_error
    assert (await client.call_tool("iron_condor", {"spot": -1})).is_error
    assert (await client.call_tool("ask", {"question": "What is vega?"})).structured_content["citations"]


def test_a_client_over_stdin_and_stdout_gets_the_whole_round(indexed_home: Path) -> None:
    server = StdioServerParameters(command=sys.executable, args=["-m", "bot.surfaces.cli", "mcp"], env=environment(indexed_home), cwd=str(ROOT))

    async def run() -> None:
        async with Client(server, read_timeout_seconds=PATIENCE) as client:
            await the_whole_round(client)

    anyio.run(run)


@asynccontextmanager
async def served(home: Path) -> AsyncIterator[str]:
    port = free_port()
    command = [sys.executable, "-m", "bot.surfaces.cli", "mcp", "--http", "--port", str(port)]
    with subprocess.Popen(command, env=environment(home), cwd=ROOT, stderr=subprocess.DEVNULL) as process:
        try:
            deadline = time.monotonic() + PATIENCE
            while time.monotonic() < deadline:
                try:
                    await anyio.to_thread.run_sync(lambda: urlopen(f"http://127.0.0.1:{port}/nothing", timeout=1))
                except URLError as error:
                    if getattr(error, "code", None) is not None:
                        break  # it answers, if only that there is nothing
                await anyio.sleep(0.1)
            yield f"http://127.0.0.1:{port}/mcp"
        finally:
            process.terminate()


def test_a_client_over_http_gets_the_whole_round(indexed_home: Path) -> None:
    async def run() -> None:
        async with served(indexed_home) as url, Client(url, read_timeout_seconds=PATIENCE) as client:
            await the_whole_round(client)

    anyio.run(run)
