"""Pop-ups: what the small browser that opens when a phone joins a wifi can show, and by what a page of ours is known.

Source: openNDS, "customize", 9.10: such browsers forbid links, scripts, and whatever comes from elsewhere.
"""

from typing import Final

LARGEST: Final = 20_000
"""Bytes of a page, not reached: it must come through on a weak signal before the browser gives up."""
MARK: Final = '<meta name="bluezone-notice" content="1">'
"""By this a check knows a page of ours."""
FORBIDDEN: Final = (b"<script", b"<link", b" href=", b" src=", b"@import", b"url(", b"<iframe", b"<base")
"""What a pop-up browser forbids, in a page in lower case."""
