"""Quotations: questions about who said what, answered out of the stored quotations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from index.articles import Article
from index.english.forms import normalize
from index.english.words import stems
from index.errors import UnknownSpeaker
from index.filters import Filters
from index.library import Library
from index.passages import Passage
from index.quotations import Quotation, QuotationKind
from index.retrieval import Candidate, HybridRetriever, Retriever
from index.stopwatch import Stopwatch
from qa.answering.choosing import NOTHING_ELSE, copies_among
from qa.answering.scope import Scope
from qa.answering.utterances import Scored, Utterance, is_told, merged, utterances
from qa.answers import Answer, Citation, Copy, Finding, Form, Namesake, Near, Speaker, Within
from qa.questions.kinds import Kind
from qa.questions.people import Quoted, people, several, spelled_out, unknown
from qa.questions.question import Beside, Question, SpeechQuestion

MAX_UTTERANCES = 10
TOPIC_PASSAGES = 60  # looked through for quotations on a topic
PAGE = 1000  # quotations that are read at a time
OF_SPEAKER = 200  # quotations of the speaker looked through besides
RERANKED = 24  # quotations whose sentences are compared with the question
NEAREST = 3
LISTED = 6  # people that an ambiguous name may mean
# Below this relevance (cosine and word overlap, see `_relevant`) a quotation is not on the topic.
# Of speakers asked about what they never spoke of, none came to 0.37 in the samples and in news.
ON_TOPIC = 0.5
ON_TOPIC_OF_SPEAKER = 0.4
OVERLAP_WEIGHT = 0.4
EXACT_WORDS = 3  # a topic of so many words that stand in a quotation is one that is looked for


@dataclass(frozen=True, slots=True)
class _Named:
    """Whom a name means: the stored names, what to tell of them, and who shares the name."""

    names: list[str]
    notes: tuple[str, ...] = ()
    namesakes: tuple[Namesake, ...] = ()


def answer_speech(
    library: Library, retriever: Retriever, asked: Question, scope: Scope, watch: Stopwatch
) -> Answer | None:
    """Answer a question about speech with whole quotations, each with speaker, cue and source.

    Returns None when it asks for something else, or when no quotation answers and the words of a
    passage may.
    """
    period = asked.period
    if asked.speech and period and any(c.isdigit() for c in period.words):
        # Words of that time are preferred; those of another are better than none.
        timely = replace(scope, filters=period.narrow(scope.filters))
        dated = replace(asked, period=replace(period, only=True))
        answer = _answer_speech(library, retriever, dated, timely, watch)
        if answer and answer.findings:
            return answer
    return _answer_speech(library, retriever, asked, scope, watch)


def _answer_speech(
    library: Library, retriever: Retriever, asked: Question, scope: Scope, watch: Stopwatch
) -> Answer | None:
    speech = asked.speech
    if speech is None:
        return None
    named = _named(library, speech.speaker, scope.filters, asked.text) if speech.speaker else None
    found: list[Scored] = []
    nearest: Sequence[Candidate] = ()
    if named is None or named.names:
        names = named.names if named else None
        found, nearest = _find(library, retriever, asked.searched, speech, names, scope, watch)
    if not found and not speech.firm:
        return None
    with watch("read"):
        answer = _answered(library, asked, named, found, scope)
    if answer.findings:
        return answer
    return replace(answer, nearest=tuple(map(Near.of, nearest[:NEAREST])))


def find_quotations(
    library: Library, speaker: str | None, topic: str | None, filters: Filters
) -> Iterator[tuple[Article, Quotation]]:
    """Return quotations with their articles: of a speaker, on a topic, oldest first without one.

    They are read as they are taken, inside `Library.snapshot`. Raises UnknownSpeaker when nobody of
    that name is quoted.
    """
    names = None
    if speaker:
        named = _named(library, speaker, filters, speaker)
        if not named.names:
            raise UnknownSpeaker(named.notes[0])
        names = named.names
    if topic is None:
        return _pages(library, filters, names)
    speech = SpeechQuestion(speaker, topic)
    retriever = HybridRetriever(library)
    found, _ = _find(library, retriever, topic, speech, names, Scope(filters), Stopwatch())
    return ((utterance.article, piece) for _, utterance in found for piece in utterance.pieces)


def _pages(
    library: Library, filters: Filters, names: list[str] | None
) -> Iterator[tuple[Article, Quotation]]:
    """Yield all quotations, a page at a time."""
    offset = 0
    while page := library.quotations(filters, names, limit=PAGE, offset=offset):
        yield from page
        offset += PAGE


def _answered(
    library: Library,
    asked: Question,
    named: _Named | None,
    found: Sequence[Scored],
    scope: Scope,
) -> Answer:
    """Make an answer of what was found: repeats merged, what was told left out, by person."""
    speech = asked.speech or SpeechQuestion(None, None)
    notes = named.notes if named else ()
    if named and named.names and not found:
        notes = (_nothing(library, asked, named.names),)
    groups = merged([(score, u) for score, u in found if not is_told(u, scope.told)])
    if found and not groups:
        notes += (NOTHING_ELSE,)
    namesakes = named.namesakes if named and groups else ()
    if namesakes:
        groups = _by_person(groups, namesakes)
    more = max(0, len(groups) - MAX_UTTERANCES)
    if more:
        notes += (f"{more} more quotations were found.",)
    findings = _findings(library, groups[:MAX_UTTERANCES])
    if speech.beside and findings:
        notes += (_beside(speech.beside, findings),)
    return Answer(
        asked.text,
        findings,
        kind=Kind.SPEECH,
        notes=notes,
        more=more,
        namesakes=namesakes,
        period=asked.period,
    )


def _find(
    library: Library,
    retriever: Retriever,
    searched: str,
    speech: SpeechQuestion,
    names: list[str] | None,
    scope: Scope,
    watch: Stopwatch,
) -> tuple[list[Scored], Sequence[Candidate]]:
    """Return utterances with their relevance, and the passages that they were looked for in."""
    if not speech.topic:
        with watch("retrieve"):
            found = utterances(library.quotations(scope.filters, names))
        # Words between quote marks come before words reported without them.
        ranked = sorted(found, key=lambda u: u.first.kind is QuotationKind.INDIRECT)
        return [(u.first.confidence, u) for u in ranked], ()
    candidates = retriever.retrieve(searched, TOPIC_PASSAGES, scope.filters, watch)
    with watch("retrieve"):
        rows = library.quotations(scope.filters, names, limit=OF_SPEAKER) if names else []
        places = [candidate.passage for candidate in candidates]
        rows += library.quotations(scope.filters, names, within=places)
        distinct = {(a.id, q.start, q.kind): (a, q) for a, q in rows}
        ordered = sorted(distinct.values(), key=lambda pair: _by_date(pair[0], pair[1].start))
        found = utterances(ordered)
    with watch("read"):
        # Who said these very words is asked: whoever did, and nobody with words like them.
        exact = [] if names else _with_words(speech.topic, found)
        scored = exact or _relevant(library, searched, speech.topic, found)
    least = ON_TOPIC_OF_SPEAKER if names else ON_TOPIC
    return [(score, u) for score, u in scored if score >= least], candidates


def _with_words(topic: str, found: Sequence[Utterance]) -> list[Scored]:
    """Return the utterances that have the very words of a topic, when it is several words."""
    words = normalize(topic).strip("'")
    exact = len(words.split()) >= EXACT_WORDS
    return [(1.0, u) for u in found if exact and words in normalize(u.words)]


def _relevant(
    library: Library, searched: str, topic: str, found: Sequence[Utterance]
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
    query = library.question_vector(searched)
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


def _named(library: Library, speaker: str, filters: Filters, question: str) -> _Named:
    """Return whom a speaker may mean: among those whom the filters leave, else among all."""
    scopes = (filters, None) if filters else (None,)
    for among in scopes:
        quoted = Quoted(library.speakers(among))
        names = quoted.match(speaker)
        if names:
            parts = several(speaker)
            missing = [one for one in parts if not quoted.match(one)]
            notes = [] if len(missing) == len(parts) else missing
            told = [unknown(one, quoted.counts) for one in notes]
            namesakes = _namesakes(speaker, names, quoted.counts, question)
            if namesakes:
                told.append(_which(speaker, namesakes))
            return _Named(names, tuple(told), namesakes)
    return _Named([], (unknown(speaker, quoted.counts),))


def _namesakes(
    speaker: str, names: list[str], counts: Mapping[str, int], question: str
) -> tuple[Namesake, ...]:
    """Return the people who share a last name or a role that was asked for, most quoted first."""
    groups = people(names)
    if len(groups) == 1 or len(several(speaker)) > 1 or spelled_out(speaker, names):
        return ()
    found = [
        Namesake(
            tuple(group),
            sum(counts[name] for name in group),
            question.replace(speaker, group[0], 1),
        )
        for group in groups
    ]
    return tuple(sorted(found, key=lambda one: (-one.quotations, one.names)))


def _which(speaker: str, namesakes: Sequence[Namesake]) -> str:
    """Say whom a name may mean."""
    listed = [f"{one.names[0]} ({one.quotations})" for one in namesakes[:LISTED]]
    more = f" and {len(namesakes) - LISTED} others" if len(namesakes) > LISTED else ""
    return f"“{speaker}” may be {', '.join(listed)}{more}: use the full name for one of them."


def _by_person(groups: list[list[Scored]], namesakes: Sequence[Namesake]) -> list[list[Scored]]:
    """Put the words of one person together, those of the most quoted first."""
    place = {name: at for at, one in enumerate(namesakes) for name in one.names}
    last = len(namesakes)
    return sorted(groups, key=lambda g: place.get(g[0][1].first.speaker_name or "", last))


def _nothing(library: Library, asked: Question, names: list[str]) -> str:
    """Say that a speaker is quoted, but not on the topic, or not at the time."""
    speech = asked.speech or SpeechQuestion(None, None)
    times = len(utterances(library.quotations(speakers=names)))
    about = f" about “{speech.topic}”" if speech.topic else ""
    period = asked.period if asked.period and asked.period.only else None
    dated = f" in articles dated {period.since or period.until}" if period else ""
    often = "once" if times == 1 else f"{times} times"
    return f"{speech.speaker} is quoted {often}, but nothing was found{about}{dated}."


def _beside(what: Beside, findings: Sequence[Finding]) -> str:
    """Say when words were published, or who has them."""
    found = {finding.citation.article.id: finding.citation.article for finding in findings}
    if what is Beside.WHEN:
        dates = [f"{each.label} ({each.published or 'no date'})" for each in found.values()]
        return f"Said before these were published: {'; '.join(dates)}."
    reporters = [finding.speaker.reported_by for finding in findings if finding.speaker]
    sources = [
        f"{article.label} ({', '.join([*article.authors, article.source or 'source not stated'])})"
        for article in found.values()
    ]
    told = [f"as told by {name}" for name in dict.fromkeys(reporters) if name]
    return f"Reported in: {'; '.join([*sources, *told])}."


def _findings(library: Library, groups: Sequence[list[Scored]]) -> tuple[Finding, ...]:
    """Make a finding of each group of repeats, with what is quoted inside it."""
    shown = [_shown(group) for group in groups]
    inside = _inside(library, [one for one, _ in shown])
    return tuple(
        _finding(group, one, copies, tuple(_within(one, inside)))
        for group, (one, copies) in zip(groups, shown, strict=True)
    )


def _shown(group: Sequence[Scored]) -> tuple[Utterance, tuple[Copy, ...]]:
    """Return which of repeats is shown, the earliest that copies none, and which copy others."""
    dated = _dated(group)
    copies = copies_among(*{u.article.id: u.citation for u in reversed(dated)}.values())
    repeating = {copy.article.id for copy in copies}
    return next(u for u in dated if u.article.id not in repeating), copies


def _finding(
    group: Sequence[Scored],
    shown: Utterance,
    copies: tuple[Copy, ...],
    within: tuple[Within, ...],
) -> Finding:
    others = [u for u in _dated(group) if u.article.id != shown.article.id]
    return Finding.of_words(
        shown.citation,
        min(max(score for score, _ in group), shown.first.confidence),
        Form.of_quotation(shown.first.kind),
        tuple({u.article.id: u.citation for u in others}.values()),
        Speaker.of(shown.article, shown.first),
        within,
        copies,
    )


def _dated(group: Sequence[Scored]) -> list[Utterance]:
    """Return repeats oldest first; without dates the more relevant stays in front."""
    return sorted((u for _, u in group), key=lambda u: u.article.published or "9999")


def _inside(library: Library, shown: Sequence[Utterance]) -> list[tuple[Article, Quotation]]:
    """Return the quotations inside those that are shown."""
    places = [
        Passage(u.article, u.pieces[0].start, u.pieces[-1].end)
        for u in shown
        if u.first.kind is QuotationKind.DIRECT
    ]
    rows = library.quotations(within=places) if places else []
    return [(a, q) for a, q in rows if q.kind is QuotationKind.NESTED]


def _within(utterance: Utterance, inside: Sequence[tuple[Article, Quotation]]) -> Iterator[Within]:
    """Yield the words of others that a speaker quotes."""
    start, end = utterance.pieces[0].start, utterance.pieces[-1].end
    if utterance.first.kind is not QuotationKind.DIRECT:
        return
    for article, quotation in inside:
        lies = quotation.start < end and start < quotation.end
        if article.id == utterance.article.id and lies:
            citation = Citation(article, quotation.start, quotation.end)
            yield Within(citation, quotation.speaker_name)


def _by_date(article: Article, start: int) -> tuple[str, str, int]:
    """Return what quotations are ordered by: date, undated last, then the text's own order."""
    return article.published or "9999", article.id, start
