"""Sources: which of the articles that say the same have it from one another.

Whole articles are never compared: a news item that quotes another at length has little in common
with it as a whole. Paragraphs are, quotations are, and what an article says of its own sources.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from index.articles import Article, Block, BlockKind
from index.english.words import bare_words
from qa.answers import Copy, Sharing

RUN = 5  # words; two texts share few runs of so many by chance
PARAGRAPH_WORDS = 20  # a shorter paragraph proves nothing
CONTAINED = 0.5  # of a paragraph's runs
QUOTATION_WORDS = 5
SHARED_QUOTATIONS = 2  # of articles that do not name each other; two may hear one speech
SHARED_SHARE = 0.5  # of the quotations of one of them

_QUOTED = re.compile(r"“[^”]*”?|\"[^\"]*\"?")
_SOURCE = "SOURCE"
_CREDIT = (
    r"(?:told|tells?|telling|according to|by|via|quoted in|citing|more at|interview with|"
    rf"(?:report|story|article|account) (?:in|from)) (?:the )?{_SOURCE}\b|"
    rf"\b{_SOURCE}(?:['’]s?)? (?:first )?(?:report|say|said|add|wr[io]te|note|found|find|obtain)"
)

Run = tuple[str, ...]


def find_copies(places: Sequence[tuple[Article, int]]) -> tuple[Copy, ...]:
    """Return which of the articles repeat another of them; at most all but one.

    places: each article once with the offset of the words that it is cited for, the best first.
    """
    if len(places) < 2:
        return ()
    read = [_Read(article, offset) for article, offset in places]
    shared: dict[frozenset[int], Sharing] = {}
    for one, two in combinations(range(len(read)), 2):
        if sharing := _sharing(read[one], read[two]):
            shared[frozenset((one, two))] = sharing
    copies: list[Copy] = []
    for family in _families(len(read), list(shared)):
        # An article that credits another of them is not the first to have it.
        first = min(
            family,
            key=lambda n: (
                any(read[n].credits(read[m].article) for m in family if m != n),
                read[n].article.published or "9999",
                n,
            ),
        )
        for n in sorted(family - {first}):
            pairs = [frozenset((n, first)), *(frozenset((n, m)) for m in sorted(family))]
            how = next(shared[pair] for pair in pairs if pair in shared)
            copies.append(Copy(read[n].article, read[first].article, how))
    return tuple(copies)


class _Read:
    """What is compared of an article; made for the few that are cited, when they are."""

    def __init__(self, article: Article, offset: int) -> None:
        self.article = article
        block = article.block_at(offset)
        self.cited = article.text[block.start : block.end]
        self.credit = block.credit
        self.runs: set[Run] = set()
        self.paragraphs = {block.start: self._paragraph(block) for block in article.blocks}
        self.cited_paragraph = self.paragraphs[block.start]
        quotations = (tuple(bare_words(quoted)) for quoted in _QUOTED.findall(article.text))
        self.quotations = {words for words in quotations if len(words) >= QUOTATION_WORDS}

    def _paragraph(self, block: Block) -> set[Run]:
        """Return the runs of a paragraph without what it quotes, which may be said in public.

        Empty for a short paragraph, a heading or a caption.
        """
        text = self.article.text[block.start : block.end]
        words = bare_words(text)
        runs = set(_runs(words))
        self.runs |= runs
        if block.kind is BlockKind.BODY and _QUOTED.search(text):
            words = bare_words(_QUOTED.sub(" ", text))
            runs = set(_runs(words))
        prose = block.kind in (BlockKind.BODY, BlockKind.QUOTE)
        return runs if prose and len(words) >= PARAGRAPH_WORDS else set()

    def credits(self, other: Article, text: str | None = None) -> bool:
        """Tell whether the article, or a text of it, says that it has something from another's."""
        source = other.source
        if not source or source == self.article.source:
            return False
        if text is None and any(block.credit == source for block in self.article.blocks):
            return True
        text = self.article.text if text is None else text
        bare = source.removeprefix("The ").removeprefix("the ")
        names = [bare]
        # "the Times", once the full name stands somewhere.
        if len(bare.split()) > 1 and bare != source and bare in self.article.text:
            names.append(bare.split()[-1])
        return any(
            re.search(_CREDIT.replace(_SOURCE, re.escape(name)), text, re.IGNORECASE)
            for name in names
            if name in text
        )


def _sharing(one: _Read, two: _Read) -> Sharing | None:
    """Return what two articles share that makes one of them no witness of its own."""
    # A publication sets the same line into many articles that have nothing else in common.
    own = one.article.source is not None and one.article.source == two.article.source
    for a, b in ((one, two), (two, one)):
        paragraphs = [a.cited_paragraph] if own else a.paragraphs.values()
        if any(runs and len(runs & b.runs) >= CONTAINED * len(runs) for runs in paragraphs):
            return Sharing.PARAGRAPH
    # The runs of the text are those of a quotation too, however the marks are set around it.
    quoted = [
        sum(set(_runs(words)) <= b.runs for words in a.quotations)
        for a, b in ((one, two), (two, one))
    ]
    fewest = min(len(one.quotations), len(two.quotations))
    named = one.credits(two.article) or two.credits(one.article)
    least = 1 if named else max(SHARED_QUOTATIONS, SHARED_SHARE * fewest)
    if max(quoted) >= least:
        return Sharing.QUOTATION
    for a, b in ((one, two), (two, one)):
        if a.credits(b.article, a.cited) or (a.credit and a.credit == b.article.source):
            return Sharing.CREDIT
    return None


def _runs(words: Sequence[str]) -> Iterator[Run]:
    return zip(*(words[start:] for start in range(RUN)), strict=False)


def _families(size: int, pairs: Sequence[frozenset[int]]) -> list[set[int]]:
    """Return the sets of two or more that pairs connect."""
    family = {n: {n} for n in range(size)}
    for one, two in map(sorted, pairs):
        joined = family[one] | family[two]
        family.update(dict.fromkeys(joined, joined))
    distinct = {id(members): members for members in family.values() if len(members) > 1}
    return list(distinct.values())
