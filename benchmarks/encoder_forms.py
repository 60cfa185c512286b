"""The forms in which the bundled encoder can run; each takes texts and a prompt and gives unit vectors."""

from __future__ import annotations

import copy
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from kb.inference import bundled, passes
from kb.inference.encoder import Vectors, clean
from kb.inference.quiet import quiet
from kb.inference.shapes import groups

BASELINE = "float32"
NOW = "compiled passes (now)"
FORMS = (
    BASELINE,
    "bfloat16 (before)",
    "passes by tokens",
    NOW,
    "int8 in PyTorch",
    "float32 in ONNX Runtime",
    "int8 in ONNX Runtime",
)
JUDGED = (NOW, "int8 in PyTorch", "int8 in ONNX Runtime")  # the others give the vectors of the present form


@dataclass(frozen=True)
class Form:
    """A way to run the encoder."""

    name: str
    raw: Callable[[Sequence[str], str], Vectors]

    def encode(self, texts: Sequence[str], prompt: str) -> Vectors:
        """Return unit rows for texts cleaned as the product cleans them."""
        rows = self.raw([clean(text) for text in texts], prompt)
        unit: Vectors = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
        return unit


def opened(cache: Path, threads: int, names: Sequence[str]) -> list[Form]:
    """Open the named forms; what this machine lacks the libraries for is left out, and said."""
    import torch

    torch.set_num_threads(threads)
    forms = []
    with quiet():
        full, half = (_model(cache, kind) for kind in (torch.float32, torch.bfloat16))
        for name in dict.fromkeys((BASELINE, *names)):
            try:
                forms.append(Form(name, _form(name, full, half, threads)))
            except Exception as error:  # noqa: BLE001  a rival that cannot run here is named, the others go on
                print(f"{name}: {error!r:.200}", file=sys.stderr)
    return forms


def _model(cache: Path, kind: Any) -> Any:
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(bundled.folder(cache)), device="cpu", model_kwargs={"dtype": kind})


def _form(name: str, full: Any, half: Any, threads: int) -> Callable[[Sequence[str], str], Vectors]:
    if name == BASELINE:
        return _batches(full)
    if name == "bfloat16 (before)":
        return _batches(half)
    if name == "passes by tokens":
        return _grouped(passes.Plain(half))
    if name == NOW:
        return _grouped(passes.Compiled(half))
    if name == "int8 in PyTorch":
        return _grouped(passes.Plain(_eight_bits(full)))
    return _grouped(_Onnx(full, threads, eight_bits=name.startswith("int8")))


def _batches(model: Any) -> Callable[[Sequence[str], str], Vectors]:
    """Run the library as it comes: batches of 32."""

    def run(texts: Sequence[str], prompt: str) -> Vectors:
        found = model.encode(list(texts), prompt_name=prompt, batch_size=32, convert_to_tensor=True)
        vectors: Vectors = found.float().numpy()
        return vectors

    return run


def _grouped(way: Any) -> Callable[[Sequence[str], str], Vectors]:
    """Run passes of like length, as the product does."""

    def run(texts: Sequence[str], prompt: str) -> Vectors:
        prepared = way.prepare(texts, prompt)
        rows = np.empty((len(texts), 384), np.float32)
        for group in groups(prepared.lengths):
            rows[group] = way.encode([prepared.rows[at] for at in group], prompt)
        return rows

    return run


def _eight_bits(model: Any) -> Any:
    import torch

    made = copy.deepcopy(model)
    made[0].model = torch.ao.quantization.quantize_dynamic(  # type: ignore[no-untyped-call, attr-defined]
        made[0].auto_model, {torch.nn.Linear}, dtype=torch.qint8
    )
    return made


class _Onnx(passes.Compiled):
    """The same passes through ONNX Runtime, pooled as PyTorch's are."""

    def __init__(self, model: Any, threads: int, *, eight_bits: bool) -> None:
        self._kept = tempfile.TemporaryDirectory()
        self._session = _session(model, Path(self._kept.name), threads, eight_bits=eight_bits)
        super().__init__(model)
        self._run = self._through

    def _through(self, ids: Any, mask: Any) -> Any:
        import torch

        hidden = self._session.run(None, {"ids": ids.numpy(), "mask": mask.numpy()})[0]
        weights = mask.unsqueeze(-1).float()
        return (torch.from_numpy(hidden) * weights).sum(1) / weights.sum(1).clamp(min=1.0)


def _session(model: Any, folder: Path, threads: int, *, eight_bits: bool) -> Any:
    import onnxruntime
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic

    class Tokens(torch.nn.Module):
        """Token ids and mask in, the last layer out."""

        def __init__(self) -> None:
            super().__init__()
            self.net = model[0].auto_model

        def forward(self, ids: Any, mask: Any) -> Any:
            return self.net(input_ids=ids, attention_mask=mask)[0]

    ids = torch.ones((2, 16), dtype=torch.int64)
    mask = ids.clone()
    mask[1, 8:] = 0
    free = {0: "rows", 1: "tokens"}
    file = folder / "model.onnx"
    torch.onnx.export(
        Tokens().eval(), (ids, mask), str(file), input_names=["ids", "mask"], output_names=["hidden"],
        dynamic_axes={"ids": free, "mask": free, "hidden": free}, opset_version=17, dynamo=False,
    )  # fmt: skip
    if eight_bits:
        small = folder / "eight.onnx"
        quantize_dynamic(
            str(file),
            str(small),
            weight_type=QuantType.QInt8,
            per_channel=True,
            op_types_to_quantize=["MatMul"],
        )
        file = small
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    return onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
