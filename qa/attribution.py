"""Attribution: questions about who said what, answered out of the stored quotations."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from index.articles import Article
from index.candidates import Candidate, Retriever, content_words, stems
from index.errors import UnknownSpeaker
from index.library import Library
from index.quotations import Quotation, QuotationKind
from index.stopwatch import Stopwatch
from index.storage import Filters
from qa.answers import Answer, AnswerKind, Citation, Finding, Speaker, normalize

MAX_UTTERANCES = 10
TOPIC_PASSAGES = 60  # looked through for quotations on a topic
OF_SPEAKER = 200  # quotations of the speaker looked through besides
RERANKED = 24  # quotations whose sentences are compared with the question
# Below this relevance (cosine and word overlap, see `_relevance`) a quotation is not on the topic.
ON_TOPIC = 0.5
OVERLAP_WEIGHT = 0.4
# Two pieces of a quotation with at most this many characters between them, the cue, read as one.
SPLIT_GAP = 160
NEAR_NAMES = 3

_SAY = (
    r"(?:say|said|says|saying|tell|told|write|written|wrote|think|thought|argue|argued|claim|claimed|"
    r"warn|warned|deny|denied|state|stated|comment|commented|call|called|describe|described|respond|"
    r"responded|react|reacted|announce|announced|suggest|suggested|promise|promised|admit|admitted|"
    r"mention|mentioned|recall|recalled|add|added|testify|testified|tweet|tweeted|insist|insisted|"
    r"speak|spoke|spoken|predict|predicted|acknowledge|acknowledged|declare|declared|complain|"
    r"complained|threaten|threatened|praise|praised|criticize|criticized|criticise|criticised)"
)
_ABOUT = r"(?:about|on|of|regarding|concerning|to|that|as|when asked about)"
_DO = r"(?:did|does|do|has|have|had|would)"
_ANYBODY = r"(?:anyone|anybody|someone|somebody|any \w+|people)"
_YEAR = re.compile(r"\s+(?:in|during|from)\s+(?P<year>(?:19|20)\d\d)\s*$")
# Each pattern is one way to ask; `speaker` and `topic` are what it may name.
_QUESTIONS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"what\s+(?:else\s+)?{_DO}\s+(?P<speaker>.+?)\s+(?:have\s+to\s+)?(?P<verb>{_SAY})"
        rf"(?:\s+(?:{_ABOUT}\s+)?(?P<topic>.+))?",
        rf"what\s+(?P<speaker>.+?)\s+(?:has\s+|have\s+|had\s+)?(?P<verb>{_SAY})"
        rf"(?:\s+{_ABOUT}\s+(?P<topic>.+))?",
        rf"{_DO}\s+{_ANYBODY}\s+(?:ever\s+)?(?P<topic>{_SAY}\b.*)",
        rf"{_DO}\s+(?P<speaker>.+?)\s+(?:ever\s+)?(?P<verb>{_SAY})\s+"
        rf"(?:anything|something|much)(?:\s+{_ABOUT}\s+(?P<topic>.+))?",
        rf"{_DO}\s+(?P<speaker>.+?)\s+(?:ever\s+)?(?P<verb>comment|speak|talk)\s+{_ABOUT}\s+"
        r"(?P<topic>.+)",
        rf"who\s+(?:has\s+|had\s+|have\s+|else\s+)?(?P<topic>{_SAY}\b.*)",
        rf"how\s+{_DO}\s+(?P<speaker>.+?)\s+(?P<topic>(?:describe|respond|react|call)\b.*)",
        r"(?:all\s+|the\s+|any\s+|show\s+(?:me\s+)?|list\s+|find\s+)*"
        r"(?:quotes?|quotations?|statements?|remarks?|comments?)\s+(?:by|from|of)\s+"
        r"(?P<speaker>.+?)(?:\s+(?:about|on|regarding)\s+(?P<topic>.+))?",
        r"(?P<speaker>.+?)\s+(?:quotes|quotations)(?:\s+(?:about|on|regarding)\s+(?P<topic>.+))?",
        r"(?:what\s+(?:are|were|is|was)\s+)(?P<speaker>.+?)['’]s?\s+"
        r"(?:words|views?|position|comments?|remarks?|statements?|opinion)"
        r"(?:\s+(?:about|on|of|regarding)\s+(?P<topic>.+))?",
    )
)
_WHO_SAID = re.compile(r"(?:say|says|said)\s+(?:that\s+)?(?P<words>.+)", re.IGNORECASE)
# Asked of these, "what did … say" is about a text, not about somebody's quotations.
_NOT_SPEAKERS = frozenset(
    "i you we it this that these those article articles story stories text report reports".split()
)
_TITLES = frozenset(
    "mr mrs ms dr sir dame lord lady president former ex gen general adm admiral sen senator rep "
    "representative gov governor secretary sec minister prime chancellor judge justice prof "
    "professor capt captain col colonel lt the".split()
)


@dataclass(frozen=True, slots=True)
class SpeechQuestion:
    """A question about speech: whose, on what, in which year; None where it does not say."""

    speaker: str | None
    topic: str | None
    year: str | None = None


@dataclass(frozen=True, slots=True)
class Utterance:
    """What one speaker says in one go: the pieces of a split quotation, and where they stand."""

    article: Article
    pieces: tuple[Quotation, ...]

    @property
    def first(self) -> Quotation:
        """The piece that names the speaker best."""
        return max(self.pieces, key=lambda piece: piece.confidence)

    @property
    def citation(self) -> Citation:
        """The words from the first piece to the last, the cue between them included."""
        return Citation(self.article, self.pieces[0].start, self.pieces[-1].end)

    @property
    def words(self) -> str:
        """The quoted words alone."""
        return " ".join(self.article.text[piece.start : piece.end] for piece in self.pieces)


def parse(question: str) -> SpeechQuestion | None:
    """Return what a question about speech asks for; None when it is about something else."""
    text = question.strip().rstrip("?.! ")
    year = _YEAR.search(text)
    if year:
        text = text[: year.start()]
    for pattern in _QUESTIONS:
        match = pattern.fullmatch(text)
        if match is None:
            continue
        parts = match.groupdict()
        speaker = _without_article(parts.get("speaker"))
        if speaker and set(content_words(speaker)) <= _NOT_SPEAKERS:
            return None
        if speaker and len(speaker.split()) > 8:
            continue
        topic = parts.get("topic")
        return SpeechQuestion(speaker, topic, year["year"] if year else None)
    return None


def answer_speech(
    library: Library,
    retriever: Retriever,
    question: str,
    asked: SpeechQuestion,
    filters: Filters | None = None,
) -> Answer:
    """Answer a question about speech with whole quotations, each with speaker, cue and source."""
    watch = Stopwatch()
    with watch("total"):
        filters = _of_year(filters or Filters(), asked.year)
        names: list[str] | None = None
        notes: tuple[str, ...] = ()
        if asked.speaker:
            names, notes = _named(library, asked.speaker, filters)
        found: list[tuple[float, Utterance]] = []
        nearest: Sequence[Candidate] = ()
        if names is None or names:
            found, nearest = _utterances(library, retriever, question, asked, names, filters, watch)
        findings = tuple(_findings(found))
        if asked.speaker and names and not findings:
            total = len(library.quotations(filters, names))
            about = f" about “{asked.topic}”" if asked.topic else ""
            notes += (f"{asked.speaker} is quoted {total} times, but nothing was found{about}.",)
        if len(findings) > MAX_UTTERANCES:
            more = len(findings) - MAX_UTTERANCES
            notes += (f"{more} more; list them with: qa quotes --speaker NAME",)
    return Answer(
        question,
        findings[:MAX_UTTERANCES],
        () if findings else tuple(nearest[:3]),
        kind=AnswerKind.QUOTATION,
        notes=notes,
        timings_ms=watch.milliseconds,
    )


def find_quotations(
    library: Library, speaker: str | None, topic: str | None, filters: Filters
) -> list[tuple[Article, Quotation]]:
    """Return quotations with their articles: of a speaker, on a topic, oldest first without one.

    Raises UnknownSpeaker when nobody of that name is quoted.
    """
    names = None
    if speaker:
        names, notes = _named(library, speaker, filters)
        if not names:
            raise UnknownSpeaker(notes[0])
    found = library.quotations(filters, names)
    if topic is None:
        return found
    ranked = _relevance(library, topic, SpeechQuestion(speaker, topic), utterances(_spoken(found)))
    return [(u.article, q) for score, u in ranked if score >= ON_TOPIC for q in u.pieces]


@dataclass(frozen=True, slots=True)
class SpeakerCount:
    """A person, the other forms of the name, and how many quotations there are."""

    name: str
    also_as: tuple[str, ...]
    quotations: int


def count_speakers(library: Library, filters: Filters) -> list[SpeakerCount]:
    """Return people with their number of quotations, most quoted first."""
    counts: dict[str, int] = {}
    for name, _, quotations, _ in library.speakers(filters):
        counts[name] = counts.get(name, 0) + quotations
    rows = [
        SpeakerCount(group[0], tuple(group[1:]), sum(counts[name] for name in group))
        for group in people(counts)
    ]
    return sorted(rows, key=lambda row: (-row.quotations, row.name))


def match_speakers(asked: str, speakers: Iterable[tuple[str, str | None]]) -> list[str]:
    """Return the names that a question's speaker may mean: by last or full name, else by role.

    speakers: (name, role) pairs as a library has them.
    """
    pairs = list(speakers)
    words = _name_words(asked)
    by_name = [name for name, _ in pairs if words and _same_name(words, _name_words(name))]
    if by_name:
        return list(dict.fromkeys(by_name))
    wanted = set(content_words(asked)) - {"the"}
    by_role = [
        name
        for name, role in pairs
        if wanted and wanted <= set(content_words(f"{name} {role or ''}"))
    ]
    return list(dict.fromkeys(by_role))


def people(names: Iterable[str]) -> list[list[str]]:
    """Group names that can be one person: same last name, first names that do not differ.

    "Kelly" joins "John F. Kelly" unless there is also a "Megyn Kelly".
    """
    by_last: dict[str, list[list[str]]] = {}
    for name in sorted(dict.fromkeys(names), key=lambda n: -len(n.split())):
        groups = by_last.setdefault(_name_words(name)[-1] if _name_words(name) else "", [])
        fitting = [group for group in groups if _compatible(name, group[0])]
        if len(fitting) == 1:
            fitting[0].append(name)
        else:
            groups.append([name])
    return [group for groups in by_last.values() for group in groups]


def utterances(quotations: Iterable[tuple[Article, Quotation]]) -> list[Utterance]:
    """Join the pieces of split quotations: one speaker, one block, only the cue between them."""
    groups: list[list[tuple[Article, Quotation]]] = []
    for article, quotation in quotations:
        if groups and _goes_on(groups[-1][-1], (article, quotation)):
            groups[-1].append((article, quotation))
        else:
            groups.append([(article, quotation)])
    return [Utterance(group[0][0], tuple(quotation for _, quotation in group)) for group in groups]


def _utterances(
    library: Library,
    retriever: Retriever,
    question: str,
    asked: SpeechQuestion,
    names: list[str] | None,
    filters: Filters,
    watch: Stopwatch,
) -> tuple[list[tuple[float, Utterance]], Sequence[Candidate]]:
    """Return utterances with their relevance, and the passages that they were looked for in."""
    if not asked.topic:
        with watch("retrieve"):
            found = utterances(_spoken(library.quotations(filters, names)))
        # Words between quote marks come before words reported without them.
        direct = [u for u in found if u.first.kind is not QuotationKind.INDIRECT]
        indirect = [u for u in found if u.first.kind is QuotationKind.INDIRECT]
        return [(u.first.confidence, u) for u in [*direct, *indirect]], ()
    candidates = retriever.retrieve(question, TOPIC_PASSAGES, filters, watch)
    with watch("retrieve"):
        rows = library.quotations(filters, names, limit=OF_SPEAKER) if names else []
        for candidate in candidates:
            rows += library.quotations(filters, names, within=candidate.passage)
        distinct = {(a.id, q.start, q.kind): (a, q) for a, q in rows}
        ordered = sorted(distinct.values(), key=lambda pair: (pair[0].id, pair[1].start))
        found = utterances(_spoken(ordered))
    with watch("read"):
        scored = _relevance(library, question, asked, found)
    return [(score, u) for score, u in scored if score >= ON_TOPIC], candidates


def _spoken(
    quotations: Iterable[tuple[Article, Quotation]],
) -> Iterator[tuple[Article, Quotation]]:
    """Leave out what has no speaker, and what a speaker says inside another's quotation."""
    for article, quotation in quotations:
        if quotation.speaker_name is not None:
            yield article, quotation


def _relevance(
    library: Library, question: str, asked: SpeechQuestion, found: Sequence[Utterance]
) -> list[tuple[float, Utterance]]:
    """Rank utterances by what they share with the question, best first.

    relevance = 0.6 cosine(question, sentence) + 0.4 share of the topic's words in the sentence; the
    topic's very words score 1.
    """
    topic = stems(asked.topic or question)
    overlaps = [len(topic & stems(u.citation.sentence)) / max(len(topic), 1) for u in found]
    best = sorted(zip(overlaps, found, strict=True), key=lambda pair: -pair[0])[:RERANKED]
    if not best:
        return []
    query = library.embedder.embed_question(question)
    vectors = library.embedder.embed_passages([u.citation.sentence for _, u in best])
    cosines = (vectors @ query).clip(0, 1)  # (n, dim) x (dim,) -> (n,)
    words = _WHO_SAID.fullmatch(asked.topic or "")
    exact = normalize(words["words"]) if words else ""
    scored = [
        (
            1.0
            if exact and exact in normalize(u.words)
            else float((1 - OVERLAP_WEIGHT) * cosine + OVERLAP_WEIGHT * overlap),
            u,
        )
        for (overlap, u), cosine in zip(best, np.asarray(cosines), strict=True)
    ]
    return sorted(scored, key=lambda pair: -pair[0])


def _named(library: Library, speaker: str, filters: Filters) -> tuple[list[str], tuple[str, ...]]:
    """Return the stored names that a speaker may mean, and what to tell the user of them."""
    rows = library.speakers(filters)
    names = match_speakers(speaker, [(name, role) for name, role, *_ in rows])
    counts: dict[str, int] = {}
    for name, _, quotations, _ in rows:
        counts[name] = counts.get(name, 0) + quotations
    if not names:
        return [], (_unknown(speaker, counts),)
    groups = people(names)
    if len(groups) > 1 and len(_name_words(speaker)) == 1:
        listed = ", ".join(
            f"{group[0]} ({sum(counts[name] for name in group)})" for group in groups[:6]
        )
        return names, (f"“{speaker}” may be {listed}: use the full name for one of them.",)
    return names, ()


def _unknown(speaker: str, counts: dict[str, int]) -> str:
    """Say that nobody of a name is quoted, and who comes closest."""
    by_word: dict[str, str] = {}
    for name in sorted(counts, key=lambda name: counts[name]):
        by_word.update(dict.fromkeys(_name_words(name), name))
    near = [
        by_word[word]
        for asked in _name_words(speaker)
        for word in difflib.get_close_matches(asked, by_word, NEAR_NAMES, cutoff=0.7)
    ]
    names = list(dict.fromkeys(near)) or sorted(counts, key=lambda n: -counts[n])[:NEAR_NAMES]
    if not names:
        return f"Nobody is quoted as {speaker}; these articles have no quotations."
    kind = "Closest names" if near else "Most quoted"
    return f"Nobody is quoted as {speaker}. {kind}: {', '.join(names[:NEAR_NAMES])}."


def _findings(found: Sequence[tuple[float, Utterance]]) -> Iterator[Finding]:
    """Merge repeats: one finding for the same words of one speaker, the earliest article first."""
    groups: list[list[tuple[float, Utterance]]] = []
    for score, utterance in found:
        for group in groups:
            if _repeats(utterance, group[0][1]):
                group.append((score, utterance))
                break
        else:
            groups.append([(score, utterance)])
    for group in groups:
        # sorted() is stable: without dates the more relevant stays in front.
        dated = sorted(group, key=lambda pair: pair[1].article.published or "9999")
        shown = dated[0][1]
        others = [u for _, u in dated[1:] if u.article.id != shown.article.id]
        best = shown.first
        yield Finding(
            shown.citation,
            min(max(score for score, _ in group), best.confidence),
            tuple({u.article.id: u.citation for u in others}.values()),
            Speaker.of(shown.article, best),
        )


def _repeats(one: Utterance, other: Utterance) -> bool:
    """Tell whether two articles give the same words of the same person."""
    if not _compatible(one.first.speaker_name or "", other.first.speaker_name or ""):
        return False
    shorter, longer = sorted((normalize(one.words), normalize(other.words)), key=len)
    return shorter == longer or (len(shorter.split()) >= 4 and shorter in longer)


def _goes_on(before: tuple[Article, Quotation], after: tuple[Article, Quotation]) -> bool:
    (article, one), (other, two) = before, after
    return (
        article.id == other.id
        and one.kind is two.kind is QuotationKind.DIRECT
        and one.speaker_name == two.speaker_name
        and one.reported_by == two.reported_by
        and 0 <= two.start - one.end <= SPLIT_GAP
        and article.block_at(one.start) == article.block_at(two.start)
    )


def _of_year(filters: Filters, year: str | None) -> Filters:
    if year is None:
        return filters
    return replace(filters, since=filters.since or year, until=filters.until or year)


def _without_article(speaker: str | None) -> str | None:
    return (
        re.sub(r"^(?:the|a|an)\s+", "", speaker.strip(), flags=re.IGNORECASE) if speaker else None
    )


def _name_words(name: str) -> list[str]:
    """Return the words of a name that tell people apart, in lower case, titles left out."""
    words = re.findall(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*", name.casefold().replace("’s", ""))
    return [word for word in words if word not in _TITLES] or words


def _same_name(asked: list[str], name: list[str]) -> bool:
    """Tell whether a name that was asked for can be a stored one: the last names agree."""
    if not name or asked[-1] != name[-1]:
        return False
    return all(any(_same_word(word, other) for other in name) for word in asked[:-1])


def _compatible(one: str, other: str) -> bool:
    a, b = _name_words(one), _name_words(other)
    if not a or not b or a[-1] != b[-1]:
        return False
    return len(a) == 1 or len(b) == 1 or _same_word(a[0], b[0])


def _same_word(one: str, other: str) -> bool:
    """Tell whether two first names agree; an initial agrees with its name."""
    return one == other or (min(len(one), len(other)) == 1 and one[0] == other[0])
