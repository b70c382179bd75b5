"""Any extractive question-answering model of transformers, in torch: what is compiled."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.errors import ModelError
from qa.reading.evidence import Floats
from qa.reading.spans import Ids, Layout

if TYPE_CHECKING:
    import torch

LONGEST = 384  # ids of a window, as such models are usually trained
NAMES = {"ids": "input_ids", "types": "token_type_ids"}  # ours, theirs


class Transformer:
    """A model with a question-answering head, its fast tokenizer, and the windows that it reads.

    name: of the hub, or the path of a folder.
    Raises ModelError when it cannot be loaded, or reads no question in front of a text.
    """

    def __init__(self, name: str) -> None:
        from transformers import AutoModelForQuestionAnswering, AutoTokenizer
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            self._tokenizer = AutoTokenizer.from_pretrained(name)
            self._model, found = AutoModelForQuestionAnswering.from_pretrained(
                name, dtype="float32", output_loading_info=True
            )
        except Exception as exc:  # the hub, the file system and torch raise errors of their own
            reason = (str(exc).strip() or type(exc).__name__).splitlines()[0]
            raise ModelError(
                f"cannot load the reader {name!r} ({reason}); use span, sentence, or the name or "
                "path of an extractive question-answering model"
            ) from exc
        if any("qa_outputs" in key for key in found["missing_keys"]):
            raise ModelError(
                f"{name} was not trained to answer questions (its weights have no head for it); "
                "name an extractive question-answering model"
            )
        self._model.eval()
        self.layout = _layout(self._tokenizer, self._model.config, name)

    def write_tokenizer(self, path: Path) -> None:
        """Write tokenizer.json."""
        self._tokenizer.backend_tokenizer.save(str(path), pretty=False)

    def logits(self, window: dict[str, Ids]) -> Floats:
        """Return the start and end logits (1, l, 2) of a window."""
        import torch

        with torch.inference_mode():
            inputs = {NAMES[name]: torch.from_numpy(ids) for name, ids in window.items()}
            return np.asarray(_logits(self._model, inputs), np.float32)

    def write_onnx(self, path: Path, window: dict[str, Ids]) -> None:
        """Write the model as ONNX: the inputs of a window, (1, l), to `logits` (1, l, 2).

        window: any; the model is traced with it.
        """
        import torch

        class Read(torch.nn.Module):
            def __init__(self, model: torch.nn.Module) -> None:
                super().__init__()
                self.model = model

            def forward(self, *inputs: torch.Tensor) -> torch.Tensor:
                names = (NAMES[name] for name in window)
                return _logits(self.model, dict(zip(names, inputs, strict=True)))

        with warnings.catch_warnings():
            # Tracing warns of every branch on a shape; the result is checked by numbers.
            warnings.simplefilter("ignore")
            torch.onnx.export(
                Read(self._model).eval(),
                tuple(torch.from_numpy(ids) for ids in window.values()),
                str(path),
                input_names=list(window),
                output_names=["logits"],
                dynamic_axes={name: {1: "tokens"} for name in (*window, "logits")},
                opset_version=18,
                dynamo=False,  # the newer exporter needs two more packages for the same graph
            )


def _logits(model: torch.nn.Module, inputs: dict[str, torch.Tensor]) -> torch.Tensor:
    import torch

    output = model(**inputs)
    return torch.stack([output.start_logits, output.end_logits], dim=-1)


def _layout(tokenizer: Any, config: Any, name: str) -> Layout:  # noqa: ANN401  # of many classes
    """Read off a pair of texts what the tokenizer puts around them.

    A window is as long as these models are trained with, or as they have positions: those of the
    RoBERTa family are counted from the one after the padding's.
    """
    pair = tokenizer("who", "it", return_token_type_ids=True)
    ids, types, sides = pair["input_ids"], pair["token_type_ids"], pair.sequence_ids()
    asked, text = ([at for at, side in enumerate(sides) if side == one] for one in (0, 1))
    if not (asked and text and 0 < asked[0] <= asked[-1] < text[0] - 1 <= text[-1] < len(ids) - 1):
        raise ModelError(
            f"{name} cannot be compiled (its tokenizer marks question and text as "
            f"{tokenizer.decode(ids)!r}, expected them behind a first mark and between others); "
            "name a model of the BERT or RoBERTa family"
        )
    places = getattr(config, "max_position_embeddings", LONGEST) - (config.pad_token_id or 0) - 1
    longest = min(LONGEST, places, tokenizer.model_max_length)
    return Layout(
        opening=ids[: asked[0]],
        between=ids[asked[-1] + 1 : text[0]],
        closing=ids[text[-1] + 1 :],
        types=(types[asked[0]], types[text[0]]) if _has_types(config) else None,
        max_length=longest,
        stride=longest // 3,
        max_question=longest // 6,
        max_title=0,
    )


def _has_types(config: Any) -> bool:  # noqa: ANN401
    return getattr(config, "type_vocab_size", 0) > 1
