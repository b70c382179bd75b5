"""Who said what: the quotations of an article, each with its speaker and the cue that says so.

quotation.py    the value
marks.py        where quote marks open and close
letters.py      what each word does in a sentence of reported speech
coded.py        sentences as strings of word letters
people.py       the persons that an article names
subjects.py     the noun phrase before a verb, after it, or before commas
cues.py         speech verbs and their subjects
matching.py     which cue of a sentence gives which quotation
unspoken.py     quote marks that hold no speech
indirect.py     speech reported without quote marks
naming.py       whom a subject means
attribution.py  who said a quotation, by which rule, and how sure that is
finding.py      all of it, over the blocks of an article

The words that the rules know are those of index/english.
"""

from __future__ import annotations

from index.articles import Article
from index.quotations.quotation import Quotation, QuotationKind

__all__ = ["Quotation", "QuotationKind", "find_quotations"]


def find_quotations(article: Article) -> list[Quotation]:
    """Return the quotations of an article in order of (start, -end); never raises."""
    # The rules are compiled when an article is added: a question about one needs only the values.
    from index.quotations import finding

    return finding.find_quotations(article)
