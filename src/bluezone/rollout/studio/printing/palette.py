"""The house's colours on paper: the light theme of the citizen's pages, and the few that only drawings use.

A test computes the contrast of every pair that carries letters, and compares the tokens with the pages' own.
"""

from typing import Final

TOKENS: Final = {
    "paper": "#ffffff",
    "ground": "#f4f3ee",
    "ink": "#16202c",
    "line": "#d3d0c5",
    "indigo": "#123f6e",
    "indigo-strong": "#0c2f55",
    "indigo-soft": "#e3edf6",
    "trial": "#3f2d00",
    "trial-ground": "#f6d98b",
    "hill-far": "#cfe0ea",
    "hill-middle": "#9fc0d6",
    "hill-near": "#4f86ad",
    "hill-sky": "#eef4f7",
    "sun": "#f2cf74",
}
"""As `citizen/pages/style/tokens.css` names them."""

DRAWN: Final = {
    "skin": "#e9bd94",
    "skin-dark": "#d3a077",
    "hair": "#1b1d24",
    "cloth": "#b5443a",
    "cloth-dark": "#8c2f2a",
    "straw": "#d8ac45",
    "leaf": "#2f7a5a",
    "leaf-dark": "#1f5a42",
}
"""Colours of people, cloth, straw and leaves; no letter stands on them or is written in them."""

PAIRS: Final = (
    ("paper", "indigo-strong"),
    ("paper", "indigo"),
    ("sun", "indigo-strong"),
    ("indigo-strong", "sun"),
    ("ink", "paper"),
    ("ink", "ground"),
    ("ink", "indigo-soft"),
    ("indigo-strong", "paper"),
    ("indigo-strong", "indigo-soft"),
    ("indigo-strong", "ground"),
    ("hill-far", "indigo-strong"),
    ("trial", "trial-ground"),
)
"""Every pair of (letters, ground) that a template uses."""

CONTRAST_LEAST: Final = 7.0
"""What print outdoors needs: WCAG 2.2, 1.4.6."""

_DARK: Final = 0.04045
"""Below this a channel of sRGB is linear (IEC 61966-2-1)."""


def contrast(first: str, second: str) -> float:
    """Return the contrast of two colours such as `#123f6e`, 1 to 21 (WCAG 2.2, relative luminance)."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[place : place + 2], 16) / 255) for place in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= _DARK else ((part + 0.055) / 1.055) ** 2.4
