"""Links: the address of cited words, for a browser that scrolls to them and marks them."""

from __future__ import annotations

from urllib.parse import quote as percent_encode

from qa.answers import Citation

FRAGMENT_WORDS = 5  # at each end of a text fragment; browsers match the words between


def deep_link(citation: Citation) -> str | None:
    """Return the article's URL with a text fragment that a browser scrolls to and marks."""
    url = citation.article.url
    if not url or not url.startswith(("http://", "https://")):
        return None
    words = citation.quote.split()
    ends = [" ".join(words)]
    if len(words) > 2 * FRAGMENT_WORDS:
        ends = [" ".join(words[:FRAGMENT_WORDS]), " ".join(words[-FRAGMENT_WORDS:])]
    # A dash means prefix or suffix in a text fragment, so it is encoded too.
    parts = [percent_encode(end, safe="").replace("-", "%2D") for end in ends]
    return f"{url.split('#')[0]}#:~:text={','.join(parts)}"
