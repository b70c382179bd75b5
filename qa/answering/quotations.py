"""Attribution: questions about who said what, answered out of the stored quotations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from index.articles import Article
from index.english.forms import normalize
from index.english.words import stems
from index.errors import UnknownSpeaker
from index.filters import Filters, narrowed
from index.library import Library
from index.passages import Passage
from index.quotations import Quotation, QuotationKind
from index.retrieval import Candidate, HybridRetriever, Retriever
from index.stopwatch import Stopwatch
from qa.answering.choosing import NOTHING_ELSE, copies_among
from qa.answers import Answer, AnswerKind, Citation, Finding, Speaker, Within
from qa.questions.people import Name, ambiguity, match_speakers, several, unknown
from qa.questions.speech import SpeechQuestion

MAX_UTTERANCES = 10
TOPIC_PASSAGES = 60  # looked through for quotations on a topic
OF_SPEAKER = 200  # quotations of the speaker looked through besides
RERANKED = 24  # quotations whose sentences are compared with the question
# Below this relevance (cosine and word overlap, see `_relevant`) a quotation is not on the topic.
# Of speakers asked about what they never spoke of, none came to 0.37 in the samples and in news.
ON_TOPIC = 0.5
ON_TOPIC_OF_SPEAKER = 0.4
OVERLAP_WEIGHT = 0.4
EXACT_WORDS = 3  # a topic of so many words that stand in a quotation is one that is looked for
# Two pieces of a quotation with at most this many characters between them, the cue, read as one.
SPLIT_GAP = 160
# A quotation whose words stand in a longer one repeats it, from this many words on.
REPEAT_WORDS = 4
COMMON = 20  # a run of words that more quotations have tells nothing of repeats
_OPENING = re.compile(r"[“«„‘]")
_STRAIGHT = re.compile(r"\"|''")


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


Scored = tuple[float, Utterance]


def answer_speech(
    library: Library,
    retriever: Retriever,
    question: str,
    asked: SpeechQuestion,
    filters: Filters | None = None,
    told: frozenset[str] = frozenset(),
) -> Answer | None:
    """Answer a question about speech with whole quotations, each with speaker, cue and source.

    told: words that are not given again, normalized. Returns None when no quotation answers and
    the words of a passage may.
    """
    watch = Stopwatch()
    with watch("total"):
        allowed = narrowed(filters or Filters(), asked.year, asked.year)
        names, notes = _named(library, asked.speaker, allowed) if asked.speaker else (None, ())
        found: list[Scored] = []
        nearest: Sequence[Candidate] = ()
        if names is None or names:
            found, nearest = _find(library, retriever, question, asked, names, allowed, watch)
        if not found and not asked.firm:
            return None
        if names and not found:
            notes = (_nothing(library, asked, names),)
        groups = _merged([(score, u) for score, u in found if not _is_told(u, told)])
        if found and not groups:
            notes += (NOTHING_ELSE,)
        if len(groups) > MAX_UTTERANCES:
            notes += (f"{len(groups) - MAX_UTTERANCES} more quotations were found.",)
        findings = tuple(_finding(library, group) for group in groups[:MAX_UTTERANCES])
        if asked.beside and findings:
            notes += (_beside(asked.beside, findings),)
    return Answer(
        question,
        findings,
        () if findings else tuple(nearest[:3]),
        kind=AnswerKind.QUOTATION,
        notes=notes,
        more=max(0, len(groups) - MAX_UTTERANCES),
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
    if topic is None:
        return library.quotations(filters, names)
    asked = SpeechQuestion(speaker, topic)
    retriever = HybridRetriever(library)
    found, _ = _find(library, retriever, topic, asked, names, filters, Stopwatch())
    return [(utterance.article, piece) for _, utterance in found for piece in utterance.pieces]


def utterances(quotations: Iterable[tuple[Article, Quotation]]) -> list[Utterance]:
    """Join the pieces of split quotations: one speaker, one block, only the cue between them.

    Quotations without a speaker are left out.
    """
    groups: list[list[tuple[Article, Quotation]]] = []
    for article, quotation in quotations:
        if quotation.speaker_name is None:
            continue
        if groups and _goes_on(groups[-1][-1], (article, quotation)):
            groups[-1].append((article, quotation))
        else:
            groups.append([(article, quotation)])
    return [Utterance(group[0][0], tuple(quotation for _, quotation in group)) for group in groups]


def _find(
    library: Library,
    retriever: Retriever,
    question: str,
    asked: SpeechQuestion,
    names: list[str] | None,
    filters: Filters,
    watch: Stopwatch,
) -> tuple[list[Scored], Sequence[Candidate]]:
    """Return utterances with their relevance, and the passages that they were looked for in."""
    if not asked.topic:
        with watch("retrieve"):
            found = utterances(library.quotations(filters, names))
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
        ordered = sorted(distinct.values(), key=lambda pair: _by_date(pair[0], pair[1].start))
        found = utterances(ordered)
    with watch("read"):
        # Who said these very words is asked: whoever did, and nobody with words like them.
        exact = [] if names else _with_words(asked.topic, found)
        scored = exact or _relevant(library, question, asked.topic, found)
    least = ON_TOPIC_OF_SPEAKER if names else ON_TOPIC
    return [(score, u) for score, u in scored if score >= least], candidates


def _with_words(topic: str, found: Sequence[Utterance]) -> list[Scored]:
    """Return the utterances that have the very words of a topic, when it is several words."""
    words = normalize(topic).strip("'")
    exact = len(words.split()) >= EXACT_WORDS
    return [(1.0, u) for u in found if exact and words in normalize(u.words)]


def _relevant(
    library: Library, question: str, topic: str, found: Sequence[Utterance]
) -> list[Scored]:
    """Rank utterances by a topic, best first.

    relevance = 0.6 cosine(question, sentence) + 0.4 share of the topic's words in the sentence;
    those that stand only around it, in its paragraph or the title, count half.
    """
    wanted = stems(topic)
    overlaps = [_share(wanted, u) for u in found]
    best = sorted(zip(overlaps, found, strict=True), key=lambda pair: -pair[0])[:RERANKED]
    if not best:
        return []
    sentences = list(dict.fromkeys(u.citation.sentence for _, u in best))
    query = library.embedder.embed_question(question)
    vectors = library.embedder.embed_passages(sentences)
    cosines = (vectors @ query).clip(0, 1)  # (n, dim) x (dim,) -> (n,)
    near = dict(zip(sentences, cosines.tolist(), strict=True))
    scored = [
        ((1 - OVERLAP_WEIGHT) * near[u.citation.sentence] + OVERLAP_WEIGHT * overlap, u)
        for overlap, u in best
    ]
    return sorted(scored, key=lambda pair: -pair[0])


def _share(wanted: set[str], utterance: Utterance) -> float:
    """Return the share of a topic's stems in an utterance's sentence; half for those around it."""
    article = utterance.article
    block = article.block_at(utterance.pieces[0].start)
    near = wanted & stems(utterance.citation.sentence)
    around = wanted & stems(f"{article.title or ''} {article.text[block.start : block.end]}")
    return (len(near) + len(around - near) / 2) / max(len(wanted), 1)


def _named(library: Library, speaker: str, filters: Filters) -> tuple[list[str], tuple[str, ...]]:
    """Return the stored names that a speaker may mean, and what to tell the user of them."""
    for rows in (library.speakers(filters), library.speakers()):
        counts: dict[str, int] = {}
        for name, _, quotations, _ in rows:
            counts[name] = counts.get(name, 0) + quotations
        pairs = [(name, role) for name, role, *_ in rows]
        names = match_speakers(speaker, pairs)
        if names:
            missing = [one for one in several(speaker) if not match_speakers(one, pairs)]
            whole = len(missing) == len(several(speaker))
            notes = [] if whole else [unknown(one, counts) for one in missing]
            note = ambiguity(speaker, names, counts)
            return names, (*notes, note) if note else tuple(notes)
    return [], (unknown(speaker, counts),)


def _nothing(library: Library, asked: SpeechQuestion, names: list[str]) -> str:
    """Say that a speaker is quoted, but not on the topic, or not in the year."""
    times = len(utterances(library.quotations(speakers=names)))
    about = f" about “{asked.topic}”" if asked.topic else ""
    dated = f" in articles dated {asked.year}" if asked.year else ""
    often = "once" if times == 1 else f"{times} times"
    return f"{asked.speaker} is quoted {often}, but nothing was found{about}{dated}."


def _beside(what: str, findings: Sequence[Finding]) -> str:
    """Say when words were published, or who has them."""
    found = {finding.citation.article.id: finding.citation.article for finding in findings}
    if what == "when":
        dates = [f"{each.label} ({each.published or 'no date'})" for each in found.values()]
        return f"Said before these were published: {'; '.join(dates)}."
    reporters = [finding.speaker.reported_by for finding in findings if finding.speaker]
    sources = [
        f"{article.label} ({', '.join([*article.authors, article.source or 'source not stated'])})"
        for article in found.values()
    ]
    told = [f"as told by {name}" for name in dict.fromkeys(reporters) if name]
    return f"Reported in: {'; '.join([*sources, *told])}."


def _is_told(utterance: Utterance, told: frozenset[str]) -> bool:
    text = utterance.article.text
    pieces = [normalize(text[piece.start : piece.end]) for piece in utterance.pieces]
    return all(any(piece in quote for quote in told) for piece in pieces)


def _merged(found: Sequence[Scored]) -> list[list[Scored]]:
    """Group repeats: the same words of one speaker, or a part of them, in the order found."""
    groups: list[list[Scored]] = []
    by_words: dict[str, list[int]] = {}  # groups by the runs of words of their first
    for score, utterance in found:
        words = normalize(utterance.words).split()
        parts = [words[at : at + REPEAT_WORDS] for at in range(len(words) - REPEAT_WORDS + 1)]
        runs = dict.fromkeys(" ".join(part) for part in (words, *parts))
        rare = (by_words.get(run, ()) for run in runs)
        near = dict.fromkeys(n for numbers in rare if len(numbers) <= COMMON for n in numbers)
        same = next((n for n in near if _repeats(utterance, groups[n][0][1])), None)
        if same is None:
            for run in runs:
                by_words.setdefault(run, []).append(len(groups))
            groups.append([(score, utterance)])
        else:
            groups[same].append((score, utterance))
    return groups


def _repeats(one: Utterance, other: Utterance) -> bool:
    """Tell whether two places give the same words of the same person."""
    if not _one_person(one, other):
        return False
    shorter, longer = sorted((normalize(one.words), normalize(other.words)), key=len)
    return shorter == longer or (len(shorter.split()) >= REPEAT_WORDS and shorter in longer)


def _one_person(one: Utterance, other: Utterance) -> bool:
    a, b = one.first.speaker_name, other.first.speaker_name
    return a == b or bool(a and b and Name.of(a).fits(Name.of(b)))


def _finding(library: Library, group: list[Scored]) -> Finding:
    """Make one finding of repeats: the earliest article that copies none, the rest "also in"."""
    # sorted() is stable: without dates the more relevant stays in front.
    dated = sorted((u for _, u in group), key=lambda u: u.article.published or "9999")
    copies = copies_among(*{u.article.id: u.citation for u in reversed(dated)}.values())
    repeating = {copy.article.id for copy in copies}
    shown = next(u for u in dated if u.article.id not in repeating)
    others = [u for u in dated if u.article.id != shown.article.id]
    return Finding(
        shown.citation,
        min(max(score for score, _ in group), shown.first.confidence),
        tuple({u.article.id: u.citation for u in others}.values()),
        Speaker.of(shown.article, shown.first),
        tuple(_within(library, shown)),
        copies,
    )


def _within(library: Library, utterance: Utterance) -> Iterator[Within]:
    """Yield the words of others that a speaker quotes."""
    article = utterance.article
    place = Passage(article, utterance.pieces[0].start, utterance.pieces[-1].end)
    if utterance.first.kind is not QuotationKind.DIRECT:
        return
    for _, quotation in library.quotations(within=place):
        if quotation.kind is QuotationKind.NESTED:
            citation = Citation(article, quotation.start, quotation.end)
            yield Within(citation, quotation.speaker_name)


def _goes_on(before: tuple[Article, Quotation], after: tuple[Article, Quotation]) -> bool:
    (article, one), (other, two) = before, after
    return (
        article.id == other.id
        and one.kind is two.kind is QuotationKind.DIRECT
        and one.speaker_name == two.speaker_name
        and one.reported_by == two.reported_by
        and 0 <= two.start - one.end <= SPLIT_GAP
        and article.block_at(one.start) == article.block_at(two.start)
        # Nobody else is quoted between: the one closes, the other opens.
        and len(_OPENING.findall(article.text, one.end, two.start)) <= 1
        and len(_STRAIGHT.findall(article.text, one.end, two.start)) <= 2
    )


def _by_date(article: Article, start: int) -> tuple[str, str, int]:
    """Return what quotations are ordered by: date, undated last, then the text's own order."""
    return article.published or "9999", article.id, start
