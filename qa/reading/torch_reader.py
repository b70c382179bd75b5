"""Any extractive question-answering model by name or path, in torch.

For comparing with the reader that ships, and for other languages; it is slow to start.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.errors import ModelError
from index.passages import Passage
from qa.reading.evidence import merged, weigh
from qa.reading.reader import Evidence, Span, Weights

MAX_LENGTH = 384  # tokens of a window, as such models are usually trained
STRIDE = 128
MAX_QUESTION = 64  # tokens; a longer question is cut


class TorchReader:
    """A transformers model with a question-answering head.

    Its confidence is not calibrated: σ(margin of the span over "not answered here").
    Raises ModelError when the model cannot be loaded.
    """

    sentence = words = Weights()

    def __init__(self, name: str) -> None:
        from transformers import AutoModelForQuestionAnswering, AutoTokenizer
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        self.name = name
        try:
            self._tokenizer = AutoTokenizer.from_pretrained(name, use_fast=True)
            self._model = AutoModelForQuestionAnswering.from_pretrained(name).eval()
        except (
            Exception
        ) as exc:  # the hub, the file system and torch each raise errors of their own
            reason = (str(exc).strip() or type(exc).__name__).splitlines()[0]
            raise ModelError(
                f"cannot load the reader {name!r} ({reason}); use span, sentence, or the name or "
                "path of an extractive question-answering model"
            ) from exc

    def read(self, question: str, passages: Sequence[Passage]) -> list[list[Evidence]]:
        """Return the sentences of each passage, weighed; none of a passage without a word."""
        asked = self._cut(question)
        return [self._read(asked, passage) for passage in passages]

    def confidence(self, span: Span) -> float:
        """Return σ(margin)."""
        return float(1 / (1 + np.exp(-span.margin)))

    def _cut(self, question: str) -> str:
        encoded = self._tokenizer(question, add_special_tokens=False, return_offsets_mapping=True)
        offsets = encoded["offset_mapping"]
        return question[: offsets[MAX_QUESTION - 1][1]] if len(offsets) > MAX_QUESTION else question

    def _read(self, question: str, passage: Passage) -> list[Evidence]:
        import torch

        inputs = self._tokenizer(
            question,
            passage.text,
            truncation="only_second",
            max_length=MAX_LENGTH,
            stride=STRIDE,
            return_overflowing_tokens=True,
            return_offsets_mapping=True,
            padding=True,
            return_tensors="pt",
        )
        offsets = inputs.pop("offset_mapping").numpy()  # (windows, tokens, 2)
        inputs.pop("overflow_to_sample_mapping", None)
        with torch.inference_mode():
            output = self._model(**inputs)
        logits = torch.stack([output.start_logits, output.end_logits], dim=-1).numpy()
        sentences = passage.sentences
        read: list[Evidence] = []
        for window, scores in enumerate(logits):
            tokens = [i for i, part in enumerate(inputs.sequence_ids(window)) if part == 1]
            if tokens:
                places = [(int(a), int(b)) for a, b in offsets[window, tokens]]
                read += weigh(scores.astype(np.float32), tokens[0], places, sentences)
        return merged(read)
