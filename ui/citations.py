"""Words with their citation, as one pastes them: plain text, Markdown, BibTeX."""

from __future__ import annotations

import re

from index.articles import Article
from qa.answers import Citation, Speaker
from qa.showing.links import deep_link
from qa.showing.phrases import paragraph_of, quoted, speaker_line

_MARKDOWN = re.compile(r"([\\`*_\[\]<>#|~])")
_BIBTEX = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{mark: f"\\{mark}" for mark in "{}#$%&_"},
}


def plain(citation: Citation, speaker: Speaker | None = None) -> str:
    """Return the words, who said them, and where they stand."""
    article = citation.article
    said = f" — {speaker_line(speaker)}." if speaker else ""
    parts = [", ".join(article.authors), f"“{article.title}”" if article.title else ""]
    parts += [article.source or "", article.published or "", paragraph_of(citation)]
    place = ", ".join(part for part in parts if part)
    link = deep_link(citation)
    return f"{_words(citation, speaker)}{said} {place}.{f' {link}' if link else ''}"


def markdown(citation: Citation, speaker: Speaker | None = None) -> str:
    """Return a Markdown block quotation with a link to the place where it has one."""
    article = citation.article
    title = _escaped_markdown(article.title or article.label)
    link = deep_link(citation)
    parts = [_escaped_markdown(speaker_line(speaker))] if speaker else []
    # A bracket in an address would end the link.
    parts += [f"[{title}](<{link}>)" if link else f"*{title}*"]
    parts += [
        _escaped_markdown(", ".join(article.authors)),
        _escaped_markdown(article.source or ""),
    ]
    parts += [article.published or "", paragraph_of(citation)]
    words = _escaped_markdown(_words(citation, speaker))
    return f"> {words}\n>\n> — {', '.join(part for part in parts if part)}"


def bibtex(citation: Citation, speaker: Speaker | None = None) -> str:
    """Return a BibTeX entry of the article, the quotation in its note."""
    article = citation.article
    said = f" — {speaker_line(speaker)}" if speaker else ""
    year, _, rest = (article.published or "").partition("-")
    fields = {
        "author": " and ".join(f"{{{_escaped_bibtex(name)}}}" for name in article.authors),
        "title": f"{{{_escaped_bibtex(article.title or article.label)}}}",
        "howpublished": _escaped_bibtex(article.source or ""),
        "year": year,
        "month": rest.partition("-")[0].lstrip("0"),
        "day": rest.partition("-")[2].lstrip("0"),
        "url": article.url if deep_link(citation) else "",
        "note": _escaped_bibtex(f"{_words(citation, speaker)}{said}, {paragraph_of(citation)}"),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{_key(article, year)},", *lines, "}"])


def _words(citation: Citation, speaker: Speaker | None) -> str:
    """Return the words in one line; a paraphrase is not in quotation marks."""
    return quoted(" ".join(citation.quote.split()), speaker)


def _key(article: Article, year: str) -> str:
    who = (article.authors[0].split()[-1:] if article.authors else []) or [article.source or ""]
    name = re.sub(r"[^a-z]", "", who[0].lower())
    return f"{name or 'article'}{year}-{article.id[:6]}"


def _escaped_markdown(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", text)


def _escaped_bibtex(text: str) -> str:
    return "".join(_BIBTEX.get(character, character) for character in text)
