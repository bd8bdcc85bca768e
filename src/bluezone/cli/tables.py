"""Plain tables: columns as wide as their widest cell, so that a terminal, a file and a fax show the same."""

from collections.abc import Iterable, Sequence


def table(headings: Sequence[str], rows: Iterable[Iterable[object]]) -> str:
    """Return a table with its headings; cells are written as `str` writes them."""
    lines = [list(headings), *([str(cell) for cell in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join("  ".join(map(str.ljust, line, widths)).rstrip() for line in lines)
