"""A quick response code as a drawing."""

from io import BytesIO

import segno
from django.utils.safestring import SafeString, mark_safe


def quick_response_code(text: str) -> SafeString:
    """Return a QR code as an SVG element with class `code`; the colours are the page's."""
    drawn = BytesIO()
    segno.make(text, error="m").save(
        drawn,
        kind="svg",
        xmldecl=False,
        svgns=False,
        omitsize=True,
        border=2,
        dark="#000",
        svgclass="code",
        lineclass=None,
    )
    return mark_safe(drawn.getvalue().decode())  # noqa: S308 -- drawn by segno from bits, it holds no text
