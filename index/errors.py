"""Every error that a user can mend.

VerbatimError
├── ArticleError            an input that is not an article
│   ├── UnreadableFile      missing, no permission, a folder without articles
│   ├── NotAnArticle        binary, empty, nothing left after cleaning
│   └── TooLarge            over the size limit
├── LibraryError            a stored collection that cannot be used
│   ├── LibraryMissing      no library at that path
│   ├── LibraryLocked       another process is writing to it
│   ├── LibraryDamaged      the stored truth does not check out
│   └── LibraryMismatch     another format version, another embedder
├── ModelError              a model that cannot be loaded, or is not what it says it is
├── QuestionError           a question that cannot be asked
├── UnknownArticle          no article has that id
├── UnknownSpeaker          nobody of that name is quoted
├── CitationMismatch        a citation's words do not stand where it says
└── GoldError               a file of gold questions that is wrong; names file and line

The message says what was found, what was expected, and the fix, in one line.
"""

from __future__ import annotations


class VerbatimError(Exception):
    """Base of every error that a user can mend; the message is one line."""


class ArticleError(VerbatimError):
    """An input that is not an article."""


class UnreadableFile(ArticleError):
    """A path that is missing, forbidden, or a folder without articles."""


class NotAnArticle(ArticleError):
    """A binary or empty file, or one with nothing left after cleaning."""


class TooLarge(ArticleError):
    """A file over the size limit."""


class LibraryError(VerbatimError):
    """A stored collection that cannot be used."""


class LibraryMissing(LibraryError):
    """There is no library at that path."""


class LibraryLocked(LibraryError):
    """Another process is writing to the library."""


class LibraryDamaged(LibraryError):
    """The stored truth of a library does not check out."""


class LibraryMismatch(LibraryError):
    """A library of another format version or of another embedder."""


class ModelError(VerbatimError):
    """A model that cannot be loaded, or is not what it says it is."""


class QuestionError(VerbatimError):
    """A question that cannot be asked: empty, too long."""


class UnknownArticle(VerbatimError):
    """No article in the library has that id."""


class UnknownSpeaker(VerbatimError):
    """Nobody of that name is quoted; the message names those that come closest."""


class CitationMismatch(VerbatimError):
    """The words of a citation do not stand where it says they do."""


class GoldError(VerbatimError):
    """A file of gold questions that is wrong; the message names file and line."""
