"""Lists that leave as files: sent while they are read, in the language in which they were asked for."""

from collections.abc import Iterator

from django.http import StreamingHttpResponse
from django.utils.translation import get_language, override

from bluezone.authority.documents.tables import CSV, XLSX, Table, csv_parts, xlsx_parts


def sent(table: Table, title: str, name: str, file: str) -> StreamingHttpResponse:
    """Answer with a table as a file, of whatever length.

    Args:
        table: What is written.
        title: The name of a workbook's sheet.
        name: The file's name, without its ending.
        file: `csv`, or `xlsx`.
    """
    parts, sort = (csv_parts(table), CSV) if file == "csv" else (xlsx_parts(table, title), XLSX)
    headers = {"Content-Disposition": f'attachment; filename="{name}.{file}"', "Cache-Control": "no-store"}
    return StreamingHttpResponse(_spoken(parts, get_language() or ""), content_type=sort, headers=headers)


def _spoken(parts: Iterator[bytes], language: str) -> Iterator[bytes]:
    """Yield the parts of a file, each made in one language: the request that said which is over by then."""
    while True:
        with override(language):
            part = next(parts, None)
        if part is None:
            return
        yield part
