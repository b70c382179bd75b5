"""HTML from jinja templates: whatever is put into them is escaped, and shows as it is."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from qa.showing.escaping import visible


def templates(package: str) -> Environment:
    """Return the templates in the folder `templates` of a package.

    Every text is escaped and made `visible`, and a name that is not there is an error.
    """
    return Environment(
        loader=PackageLoader(package),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )


def _shown(value: object) -> object:
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value
