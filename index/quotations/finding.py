"""From an article to its quotations, block by block and sentence by sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from index.articles import Article, Block, BlockKind
from index.english.patterns import any_of
from index.english.speech import REPORTING
from index.quotations.attribution import NO_CREDIT, NO_INNER_CUE, Attribution, told
from index.quotations.coded import Sentence, coded_sentences, mask
from index.quotations.cues import REST, Cue, cue_alone, find_cues, shared_subject, view_of
from index.quotations.indirect import indirect_span
from index.quotations.letters import MASKS
from index.quotations.marks import Stretch, quoted_stretches
from index.quotations.matching import Match, match_cue, name_before_colon
from index.quotations.naming import Naming, Referent
from index.quotations.people import find_people, gender_of
from index.quotations.quotation import Quotation, QuotationKind
from index.quotations.subjects import Subject
from index.quotations.unspoken import LONG_WORDS, is_unspoken, words_of

_UNCLOSED = 0.8  # factor for a quotation that its paragraph does not close
_INSIDE = 400  # characters before a quotation inside a quotation in which its cue is looked for
_CREDIT_LENGTH = 120  # characters of a line that names a speaker
_CREDIT_LINE = re.compile(
    r"[-–—]{1,2} ?([A-Z][\w.’'\-]*(?: [A-Z][\w.’'\-]*){0,4}?)(?:,[^.:;]{0,80})?\.?"
)
_REPORTING_WORD = re.compile(rf"\b(?:{any_of(REPORTING)}|[Aa]ccording)\b")
_CONTROL = {ord(sign): " " for sign in MASKS}


@dataclass(frozen=True, slots=True)
class _Quoted:
    """A quotation and where it stands."""

    block: int
    sentence: Sentence
    token: int
    stretch: Stretch
    opens: bool  # its sentence is the first of the block
    following: Sentence | None  # the next sentence of the block

    @property
    def alone(self) -> bool:
        """Whether the sentence holds quotations only."""
        return not set(self.sentence.letters) - set("Q.,:-()KR")

    @property
    def leads(self) -> bool:
        """Whether the sentence begins with the quotation."""
        return self.token == min(self.sentence.quotes) and self.token <= 1


def find_quotations(article: Article) -> list[Quotation]:
    """Return the quotations of an article, in order of start; never raises, time linear.

    Direct quotations of six words or more are all returned, `speaker_name` None with a reason where
    no rule names the speaker; shorter ones only where a cue shows that they are speech, since the
    rest are scare quotes, titles and nicknames. Indirect speech is returned where its verb and its
    subject leave no doubt, and no direct quotation stands in the same sentence.
    """
    text = article.text
    stretches = [
        [] if block.kind is BlockKind.QUOTE else quoted_stretches(text, block.start, block.end)
        for block in article.blocks
    ]
    outer = [stretch for found in stretches for stretch in found if not stretch.inner]
    masked = mask(_without_control(text), outer)
    finder = _Finder(article, masked, Naming(text, find_people(text, masked), article.authors))
    for number, block in enumerate(article.blocks):
        if block.kind is BlockKind.QUOTE:
            finder.read_block_quotation(block)
        else:
            finder.read_block(number, block, stretches[number])
    return finder.finished()


@dataclass(slots=True)
class _Finder:
    """Reads the blocks of one article in order, and remembers who spoke last."""

    article: Article
    masked: str
    naming: Naming
    found: list[Quotation] = field(default_factory=list)
    speakers: dict[int, Referent] = field(default_factory=dict)  # by place in `found`
    last: Attribution | None = None
    unclosed: int | None = None  # place in `found` of a quotation that its block did not close
    colon: tuple[Sentence, list[Cue]] | None = None  # a sentence that ended with a colon

    def read_block_quotation(self, block: Block) -> None:
        """Add a block quotation: the words of its credit."""
        quotation = Quotation(self.article.id, block.start, block.end, QuotationKind.DIRECT)
        if block.credit:
            speaker = self.naming.credited(block.credit, block.start)
            self.speakers[len(self.found)] = speaker
            said = Attribution(speaker, "credit", 0)
            self.found.append(replace(told(quotation, said), speaker=None))
        else:
            self.found.append(replace(quotation, reason=NO_CREDIT))
        self.last = self.unclosed = self.colon = None

    def read_block(self, number: int, block: Block, stretches: list[Stretch]) -> None:
        """Add the quotations of one block."""
        if block.kind is not BlockKind.BODY:
            self.last = self.unclosed = self.colon = None  # a caption goes on from nothing
        quotes = {stretch.left: stretch for stretch in stretches if not stretch.inner}
        sentences = coded_sentences(
            self.article.text, self.masked, (block.start, block.end), quotes
        )
        speaks = bool(quotes) or _REPORTING_WORD.search(self.masked, block.start, block.end)
        first = len(self.found)
        for at, sentence in enumerate(sentences):
            ends_with_colon = sentence.letters[-1] == ":"
            cues = find_cues(sentence) if speaks or ends_with_colon else []
            following = sentences[at + 1] if at + 1 < len(sentences) else None
            self._read_sentence(number, sentence, cues, following, opens=at == 0)
            self.colon = (sentence, cues) if ends_with_colon else None
        self._read_inner(stretches, first)
        self.unclosed = None
        if quotes and not max(quotes.values(), key=lambda stretch: stretch.right).closed:
            self.unclosed = len(self.found) - 1 if len(self.found) > first else None
        if block.kind is not BlockKind.BODY:
            self.last = self.unclosed = self.colon = None

    def finished(self) -> list[Quotation]:
        """Return what was found, with the roles that later sentences printed."""
        for number, speaker in self.speakers.items():
            if self.found[number].role is None and speaker.person is not None:
                role = self.naming.role_of(speaker.person)
                self.found[number] = replace(self.found[number], role=role)
        return sorted(self.found, key=lambda quotation: (quotation.start, -quotation.end))

    def _read_sentence(
        self,
        block: int,
        sentence: Sentence,
        cues: list[Cue],
        following: Sentence | None,
        *,
        opens: bool,
    ) -> None:
        """Add the quotations of one sentence, or the speech that it reports without marks."""
        speakers: dict[Subject, Referent] = {}
        spoke: Referent | None = None
        direct = False
        for token in sorted(sentence.quotes):
            stretch = sentence.quotes[token]
            plain = self.article.text[stretch.start : stretch.end]
            match = match_cue(sentence, token, plain, cues)
            if is_unspoken(sentence, token, plain, match):
                continue
            place = _Quoted(block, sentence, token, stretch, opens, following)
            said = (
                self._attributed(place, match, speakers)
                if match is not None
                else self._without_cue(place, cues)
            )
            if said is None and len(words_of(plain)) < LONG_WORDS:
                continue
            self._add(stretch, said)
            direct = True
            spoke = said.speaker if said else spoke
            self.last = said
        if not direct:
            spoke = self._read_indirect(block, sentence, cues)
        self.naming.note(sentence, spoke)

    def _attributed(
        self, place: _Quoted, match: Match, speakers: dict[Subject, Referent]
    ) -> Attribution:
        """Return who speaks by a cue of the sentence itself."""
        subject = match.cue.subject
        speaker = self._speaker(place.sentence, subject, speakers)
        reporter = None
        if match.reporter is not None:
            other = self._speaker(place.sentence, match.reporter.subject, speakers)
            if other.name != speaker.name:
                reporter = other.name or self.article.text[other.start : other.end]
        cue = _span(place.sentence, match.cue)
        return Attribution(speaker, match.rule, place.block, cue, reporter)

    def _speaker(
        self, sentence: Sentence, subject: Subject, speakers: dict[Subject, Referent]
    ) -> Referent:
        """Return the speaker that a subject means, once for each subject of a sentence."""
        if subject not in speakers:
            speakers[subject] = self.naming.speaker(sentence, subject)
        return speakers[subject]

    def _without_cue(self, place: _Quoted, cues: list[Cue]) -> Attribution | None:
        """Return who speaks where the sentence does not say it, by what stands around it."""
        last = self.last
        if self.unclosed is not None and place.opens and place.leads and last is not None:
            return replace(last, rule="continued", block=place.block)
        if self.colon is not None and place.leads:
            return self._introduced(*self.colon, place.block)
        late = self._said_next(place)
        if late is not None:
            return late
        goes_on = place.alone or (place.token == 0 and not cues)
        if goes_on and last is not None and last.block == place.block:
            return last if last.rule == "spoke" else replace(last, rule="continued")
        credit = self._credit_line(place) if place.alone else None
        if credit is not None:
            return Attribution(credit, "line", place.block)
        return self._next_paragraph(place)

    def _said_next(self, place: _Quoted) -> Attribution | None:
        """Return who speaks by the sentence after a quotation: “…” Okafor said."""
        late = cue_alone(place.following) if place.alone and place.following else None
        if late is None or place.following is None:
            return None
        speaker = self.naming.speaker(place.following, late.subject)
        return Attribution(speaker, "next", place.block, _span(place.following, late))

    def _next_paragraph(self, place: _Quoted) -> Attribution | None:
        """Return who spoke last, where the quotation is all of the paragraph after it."""
        last = self.last
        if last is None or last.rule == "spoke" or last.block != place.block - 1:
            return None
        whole = place.alone and place.opens and _is_long(place.stretch)
        return replace(last, rule="next", block=place.block) if whole else None

    def _introduced(self, sentence: Sentence, cues: list[Cue], block: int) -> Attribution | None:
        """Return who speaks after a sentence that ends with a colon."""
        if cues:
            speaker = self.naming.speaker(sentence, cues[-1].subject)
            return Attribution(speaker, "colon", block, _span(sentence, cues[-1]))
        end = len(sentence.letters) - 1
        named = name_before_colon(sentence, end + 1)
        subject = named.subject if named else shared_subject(sentence, end, [])
        if subject is None:
            return None
        speaker = self.naming.speaker(sentence, subject)
        return Attribution(speaker, "introduced", block, sentence.spans[end])

    def _credit_line(self, place: _Quoted) -> Referent | None:
        """Return the name that stands on a line of its own after a quotation."""
        blocks = self.article.blocks
        if place.block + 1 >= len(blocks) or place.stretch.right < blocks[place.block].end - 1:
            return None
        start, end = blocks[place.block + 1].start, blocks[place.block + 1].end
        if end - start > _CREDIT_LENGTH:
            return None
        line = _CREDIT_LINE.fullmatch(self.article.text, start, end)
        if line is None:
            return None
        person = self.naming.people.named(line.group(1), start)
        return Referent(*line.span(1), person.name if person else line.group(1), None, person)

    def _add(self, stretch: Stretch, said: Attribution | None) -> None:
        """Add a direct quotation, and name the speaker of the paragraph that it goes on from."""
        start, end = _trimmed(self.article.text, stretch)
        quotation = told(Quotation(self.article.id, start, end, QuotationKind.DIRECT), said)
        if not stretch.closed:
            quotation = replace(quotation, confidence=quotation.confidence * _UNCLOSED)
        if self.unclosed is not None and said is not None:
            before = self.found[self.unclosed]
            if before.speaker is None and before.kind is QuotationKind.DIRECT:
                said_before = replace(said, rule="next")
                self.found[self.unclosed] = told(before, said_before)
                self.speakers[self.unclosed] = said.speaker
        self.unclosed = None
        if said is not None:
            self.speakers[len(self.found)] = said.speaker
        self.found.append(quotation)

    def _read_inner(self, stretches: list[Stretch], first: int) -> None:
        """Add the quotations inside the quotations of a block; `first` is its first in `found`."""
        inner = [stretch for stretch in stretches if stretch.inner]
        if not inner:
            return
        by_start = {self.found[at].start: at for at in range(first, len(self.found))}
        hosts = [stretch for stretch in stretches if not stretch.inner]
        number = 0
        earlier = [0, 0]  # ends of the two inner ones before, so that no text is read often
        for stretch in inner:
            while number + 1 < len(hosts) and hosts[number].right <= stretch.left:
                number += 1
            host = by_start.get(_trimmed(self.article.text, hosts[number])[0])
            if host is not None:
                begin = max(hosts[number].start, stretch.left - _INSIDE, earlier[0])
                self._add_inner(host, stretch, min(begin, stretch.left))
            earlier = [earlier[1], stretch.right]

    def _add_inner(self, host: int, stretch: Stretch, begin: int) -> None:
        """Add a quotation inside a quotation: its speaker by the words before it, if at all."""
        text = self.article.text
        plain = text[stretch.start : stretch.end]
        masked = _without_control(text[begin : stretch.left])
        masked += MASKS[0] * (stretch.right - stretch.left)
        quotes = {stretch.left: stretch}
        sentences = coded_sentences(text, masked, (begin, stretch.right), quotes, base=begin)
        sentence = sentences[-1]
        token = len(sentence.letters) - 1
        match = match_cue(sentence, token, plain, find_cues(sentence))
        if is_unspoken(sentence, token, plain, match):
            return
        if match is None and len(words_of(plain)) < LONG_WORDS:
            return
        start, end = _trimmed(text, stretch)
        outer = self.found[host]
        quotation = Quotation(self.article.id, start, end, QuotationKind.NESTED)
        cued = match.cue if match is not None else None
        if cued is None and token == 0:
            sentence = sentences[max(0, len(sentences) - 2)]
            cued = view_of(sentence)
        if cued is None:
            quotation = replace(quotation, reason=NO_INNER_CUE)
        else:
            speaker = self.naming.speaker(sentence, cued.subject)
            at = cued.subject.first
            if sentence.letters[at] == "H" or gender_of(sentence.word(at)) is not None:
                speaker = self.naming.inside(speaker, self.speakers.get(host), outer.start)
            cue = _span(sentence, cued)
            quotation = told(quotation, Attribution(speaker, "nested", 0, cue))
            self.speakers[len(self.found)] = speaker
        self.found.append(replace(quotation, reported_by=outer.speaker_name))

    def _read_indirect(self, block: int, sentence: Sentence, cues: list[Cue]) -> Referent | None:
        """Add the speech that a sentence reports without marks; return who speaks in it."""
        self.last = None
        for cue in cues:
            span = indirect_span(sentence, cue)
            if span is None:
                continue
            speaker = self.naming.speaker(sentence, cue.subject)
            said = Attribution(speaker, "spoke", block, _span(sentence, cue))
            if speaker.name is not None:
                reporter, span = self._reporter(sentence, cue, cues, span)
                said_so = replace(said, rule="indirect", reported_by=reporter)
                self.speakers[len(self.found)] = speaker
                quotation = Quotation(self.article.id, *span, QuotationKind.INDIRECT)
                self.found.append(told(quotation, said_so))
                self.last = said if cue.kind == "V" else None
            return speaker
        near = [cue for cue in cues if cue.near and cue.kind in "VC"]
        if not near:
            return None
        speaker = self.naming.speaker(sentence, near[0].subject)
        if near[0].kind == "V" and speaker.name is not None:
            self.last = Attribution(speaker, "spoke", block, _span(sentence, near[0]))
        return speaker

    def _reporter(
        self, sentence: Sentence, cue: Cue, cues: list[Cue], span: tuple[int, int]
    ) -> tuple[str | None, tuple[int, int]]:
        """Return who reports an indirect quotation, and its span without the words that say so."""
        for other in cues:
            begin = other.subject.first if other.kind == "V" else other.first
            if other.first <= cue.first or not other.near or sentence.letters[begin - 1] != ",":
                continue
            comma = sentence.spans[begin - 1][0]
            at_end = len(sentence.letters) - other.last < REST
            if other.kind in "VA" and span[0] < comma and at_end:
                reporter = self.naming.speaker(sentence, other.subject)
                return reporter.name, (span[0], min(span[1], comma))
        return None, span


def _without_control(text: str) -> str:
    """Return a text without the characters that stand for quotations once they are masked."""
    return text.translate(_CONTROL) if any(sign in text for sign in MASKS) else text


def _is_long(stretch: Stretch) -> bool:
    """Tell whether a stretch may hold a whole sentence."""
    return stretch.end - stretch.start > 3 * LONG_WORDS


def _span(sentence: Sentence, cue: Cue) -> tuple[int, int]:
    """Return the characters of a cue."""
    return sentence.spans[cue.first][0], sentence.spans[cue.last - 1][1]


def _trimmed(text: str, stretch: Stretch) -> tuple[int, int]:
    """Return the words of a stretch without the spaces at its ends."""
    start, end = stretch.start, stretch.end
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
