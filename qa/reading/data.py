"""The span reader's training data: questions and passages → windows, answered or not.

`load_rows` reads the question files, `Tokens` turns text into ids, `mine_negatives` and `perturb`
make questions that their passage does not answer, `Corpus` puts one epoch together.
"""

from __future__ import annotations

import hashlib
import json
import lzma
import math
import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from qa.reading.spans import MAX_ANSWER, MAX_LENGTH, MAX_QUESTION, windows

Ids = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]

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
    taught: Floats | None = None  # the teacher's start and end logits (length, 2)

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

    def ranked(self, question: str) -> Ids:
        """Return the indices of all texts, best first, the earlier of equal ones first; (n,)."""
        scores = np.zeros(self.total, np.float32)
        for word in sorted(set(WORD.findall(question.lower())) & self.postings.keys()):
            ids, weights = self.postings[word]
            scores[ids] += weights
        return np.argsort(-scores, kind="stable").astype(np.int32)


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
        for pair in zip_longest(lexical.ranked(row.question)[:12].tolist(), close, fillvalue=-1):
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
TEACHING = Mix(off_style=0.0, human=1, mined=0.12, perturbed=0.09, cut=0.03)
TAUGHT = Mix(off_style=0.1, human=2, mined=0.15, perturbed=0.15, cut=0.05)


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
