"""Markup: text in two languages side by side, escaped, as HTML and SVG take it.

Both languages are always in the page; a style sheet shows the one that the reader chose.
"""

from collections.abc import Iterable
from html import escape


def both(vi: str, en: str, *, tag: str = "span") -> str:
    """Return a text in Vietnamese and in English, each in an element of its language."""
    return f'<{tag} lang="vi">{escape(vi)}</{tag}><{tag} lang="en">{escape(en)}</{tag}>'


def element(tag: str, content: str = "", **attributes: object) -> str:
    """Return an element; `content` is markup, attributes are escaped; `class_` is `class`, `_` in a name is `-`."""
    named = {name.rstrip("_").replace("_", "-"): escape(str(value)) for name, value in attributes.items()}
    text = "".join(f' {name}="{value}"' for name, value in named.items())
    return f"<{tag}{text}>{content}</{tag}>"


def table(headings: Iterable[tuple[str, str]], rows: Iterable[Iterable[str]], *, caption: tuple[str, str]) -> str:
    """Return a table whose first column heads its rows; cells are markup."""
    head = "".join(element("th", both(*heading), scope="col") for heading in headings)
    body = "".join(element("tr", "".join(_cell(place, cell) for place, cell in enumerate(row))) for row in rows)
    inside = element("caption", both(*caption)) + element("thead", element("tr", head)) + element("tbody", body)
    return element("div", element("table", inside), class_="scroll", tabindex=0, role="region", aria_label=caption[0])


def _cell(place: int, cell: str) -> str:
    return element("th", cell, scope="row") if place == 0 else element("td", cell)
