"""A camera that shows one QR code: the file that Chromium plays in the place of a camera.

Chromium takes it by `--use-fake-device-for-media-stream --use-file-for-fake-video-capture=FILE`.
"""

from pathlib import Path
from typing import Final

import segno

WIDTH: Final = 640
HEIGHT: Final = 480
WHITE: Final = 235
BLACK: Final = 16
GREY: Final = 128
"""Luminance of a door on which the code hangs, and the middle value of both colour planes."""


def qr_frame(text: str, *, side: int = 380) -> bytes:
    """Return the luminance of one picture, row by row: the code in the middle of a grey door.

    Args:
        text: What the code says.
        side: The longest side of the code with its quiet zone, in pixels.
    """
    rows = [list(row) for row in segno.make(text, error="m", micro=False).matrix_iter(scale=1, border=4)]
    scale = side // len(rows)
    drawn = len(rows) * scale
    left, top = (WIDTH - drawn) // 2, (HEIGHT - drawn) // 2
    picture = bytearray([GREY]) * (WIDTH * HEIGHT)
    for at, row in enumerate(rows):
        line = b"".join(bytes([BLACK if dark else WHITE]) * scale for dark in row)
        for below in range(scale):
            start = (top + at * scale + below) * WIDTH + left
            picture[start : start + drawn] = line
    return bytes(picture)


def show(text: str, file: Path, *, frames: int = 5) -> None:
    """Write what a camera sees to a file of Chromium's kind, YUV4MPEG2: a code, or an empty door where `text` is empty."""
    colours = bytes([GREY]) * (WIDTH * HEIGHT // 2)
    seen = qr_frame(text) if text else bytes([GREY]) * (WIDTH * HEIGHT)
    picture = b"FRAME\n" + seen + colours
    file.write_bytes(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420jpeg\n".encode() + picture * frames)
