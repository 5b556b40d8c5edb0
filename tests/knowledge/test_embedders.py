"""The quick network is the reference network, and every failure of it leads back to the reference."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from knowledge import embedders
from knowledge.embedders import (
    CHECK_TEXTS,
    PACKAGED_SHA256,
    SAME,
    HashingEmbedder,
    ModelError,
    OnnxEmbedder,
    SentenceTransformerEmbedder,
    export_onnx,
    load_embedder,
    packaged_folder,
)

UNIT = 1e-5

# Other sentences than those the export is checked on when it is made.
SENTENCES = (
    *CHECK_TEXTS[:5],
    "How wide should the wings of a condor be?",
    "The hedge pays when volatility explodes and costs a little every month.",
    "break-even",
    "A calendar spread sells the near month and buys the far one.",
    "premium " * 400,
    "",
    "ALVH",
    "Is the market closed on Good Friday?",
    "Straddles lose their time value fastest at the money.",
    "Forty-five days, sixteen delta, fifty points wide.",
    "USD/JPY carry in points per day",
    "What does a 2-of-3 multisignature protect against?",
    "The put skew steepens before elections!",
    "риск и доходность",
    "0.70 / 1.15 / 1.60",
    "Why?",
    "Cash settlement means that no shares change hands at expiration.",
)


@pytest.fixture(scope="module")
def reference() -> SentenceTransformerEmbedder:
    return SentenceTransformerEmbedder()


@pytest.fixture(scope="module")
def exported(reference: SentenceTransformerEmbedder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models") / "exported"
    export_onnx(reference, folder)
    return folder


@pytest.mark.slow
def test_the_exported_network_gives_the_vectors_of_its_reference(reference: SentenceTransformerEmbedder, exported: Path) -> None:
    quick = OnnxEmbedder(exported)
    assert len(SENTENCES) >= 20
    vectors = quick.embed(SENTENCES)
    assert vectors.shape == (len(SENTENCES), 384)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=UNIT)
    assert (vectors * reference.embed(SENTENCES)).sum(axis=1).min() >= SAME
    assert (quick.model_id, quick.dimension) == (reference.model_id, reference.dimension)


@pytest.mark.slow
def test_a_vector_does_not_depend_on_what_is_embedded_beside_it(exported: Path) -> None:
    quick = OnnxEmbedder(exported)
    together = quick.embed(SENTENCES)
    alone = np.vstack([quick.embed([sentence]) for sentence in SENTENCES])
    assert (together * alone).sum(axis=1).min() >= SAME


@pytest.mark.slow
def test_a_question_is_embedded_without_importing_torch(exported: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from knowledge.embedders import OnnxEmbedder; "
        f"OnnxEmbedder(Path({str(exported)!r})).embed(['what is theta']); "
        "print([name for name in ('torch', 'transformers', 'chromadb') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(embedders.__file__).parents[1])
    assert done.stdout.strip() == "[]"


@pytest.mark.slow
def test_an_export_that_disagrees_is_refused_and_the_reference_used(
    reference: SentenceTransformerEmbedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    class Distorted(OnnxEmbedder):
        def embed(self, texts: Sequence[str]) -> Any:
            return np.roll(super().embed(texts), 1, axis=1)

    monkeypatch.setattr(embedders, "OnnxEmbedder", Distorted)
    monkeypatch.setattr(embedders, "SentenceTransformerEmbedder", lambda _model: reference)
    assert load_embedder(tmp_path) is reference
    assert "must agree with its reference to a cosine of 0.999" in caplog.text
    assert list((tmp_path / "models").iterdir()) == []


@pytest.mark.slow
@pytest.mark.parametrize("damage", ["cut", "manifest", "gone", "unchecked"])
def test_a_damaged_export_is_refused(exported: Path, tmp_path: Path, damage: str) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    for name in ("export.json", "tokenizer.json"):
        (copy / name).write_bytes((exported / name).read_bytes())
    (copy / "model.onnx").symlink_to(exported / "model.onnx")
    OnnxEmbedder(copy)
    match damage:
        case "cut":
            (copy / "model.onnx").unlink()
            (copy / "model.onnx").write_bytes((exported / "model.onnx").read_bytes()[:1000])
        case "manifest":
            (copy / "export.json").write_text("{", encoding="utf-8")
        case "gone":
            (copy / "model.onnx").unlink()
        case "unchecked":
            manifest = json.loads((copy / "export.json").read_text(encoding="utf-8"))
            (copy / "export.json").write_text(json.dumps(manifest | {"cosine": 0.9}), encoding="utf-8")
    with pytest.raises(ModelError):
        OnnxEmbedder(copy)


def test_the_packaged_weights_are_the_published_ones() -> None:
    assert embedders._sha256(packaged_folder() / "model.safetensors") == PACKAGED_SHA256


def test_other_weights_in_their_place_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"not the weights")
    monkeypatch.setattr(embedders, "packaged_folder", lambda: tmp_path)
    with pytest.raises(ModelError, match="must have sha256"):
        SentenceTransformerEmbedder()


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedders, "PACKAGED_MODEL", "no_such_model")
    with pytest.raises(ModelError, match="no-such-model; it is not installed"):
        packaged_folder()


def test_hashing_gives_the_same_unit_vectors_every_time() -> None:
    texts = ["an iron condor", "theta decay", "", "iron condors"]
    vectors = HashingEmbedder().embed(texts)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=UNIT)
    assert np.array_equal(vectors, HashingEmbedder().embed(texts))
    assert vectors[0] @ vectors[3] == pytest.approx(1, abs=UNIT), "the same words give the same vector"
    assert abs(vectors[0] @ vectors[1]) < 0.5
