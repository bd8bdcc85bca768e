"""A quick response code as a drawing."""

from io import BytesIO
from typing import Final

import segno
from django.utils.safestring import SafeString, mark_safe

SHOWN_FINGERPRINT: Final = 32
"""Hex digits of the root key's fingerprint in a code: 128 bits, which nobody can imitate."""


def install_link(app: str, fingerprint: str) -> str:
    """Return what a code for installing says: the app's address, and behind the `#`, which no server sees, the fingerprint.

    `core/poster.js` of the pages reads it, and writes the same into an invitation; a poster adds its unit's code to `i`.
    """
    return f"{app}#i=&f={fingerprint[:SHOWN_FINGERPRINT]}" if fingerprint else f"{app}#i="


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
