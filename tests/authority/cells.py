"""What a registry holds, as whoever reads the database sees it: every cell of every table, on either database."""

from django.db import connection


def every_cell() -> bytes:
    """Every cell of every table, as the database says it, one a line."""
    with connection.cursor() as cursor:
        cells = list[bytes]()
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 -- the database's own names
            cells += [_bytes(cell) for row in cursor.fetchall() for cell in row]
    return b"\n".join(cells)


def _bytes(cell: object) -> bytes:
    return bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode()
