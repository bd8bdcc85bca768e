"""The notice on the web: one page that brings everything with it, below 20 kB, and works without a script."""

from html import escape
from pathlib import Path
from string import Template
from typing import Final

from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.studio.printing.codes import code
from bluezone.rollout.studio.printing.palette import TOKENS
from bluezone.rollout.studio.printing.sheets import DATA
from bluezone.rollout.studio.printing.wording import Labels, bare, labels
from bluezone.rollout.studio.rules.words import Imprint, Text

LIMIT_BYTES: Final = 20_000
TEMPLATE: Final = DATA / "notice.html"
CODE_MM: Final = 42
"""How wide its code is on most telephones."""
_COLOURS: Final = {
    "paper": "paper",
    "ground": "ground",
    "ink": "ink",
    "indigo": "indigo",
    "strong": "indigo-strong",
    "soft": "indigo-soft",
    "sun": "sun",
    "far": "hill-far",
    "trial": "trial",
    "trial_ground": "trial-ground",
}


def notice(text: Text, imprint: Imprint) -> str:
    """Return the web notice as one HTML page of less than 20 kB.

    Raises:
        RuleViolation: `text_too_long`.
    """
    own = labels(text.language)
    page = Template(TEMPLATE.read_text()).substitute(_said(text, imprint, own), **_drawn(text, imprint))
    if len(page.encode()) >= LIMIT_BYTES:
        raise RuleViolation("text_too_long", f"a notice on the web has less than {LIMIT_BYTES} bytes")
    return page


def _said(text: Text, imprint: Imprint, own: Labels) -> dict[str, str]:
    link = f"{imprint.site}/i"
    signed = [f"{own.publisher}: {imprint.publisher}" if imprint.publisher else "", bare(imprint.site)]
    words = {
        "language": text.language,
        "headline": text.headline,
        "lead": text.lead,
        "promise": text.promise,
        "free": own.free,
        "scan": own.scan,
        "opens": own.opens[text.message],
        "link": link,
        "address": bare(link),
        "signed": " · ".join(part for part in [*signed, own.version.format(version=text.version)] if part),
    }
    return {name: escape(said) for name, said in words.items()} | {
        "steps": "".join(f"<li>{escape(step)}</li>" for step in text.steps),
        "band": f'<p class="trial">{own.trial} · {own.trial_why}</p>\n' if imprint.trial else "",
        "call": _call(imprint.hotline, own),
    }


def _call(hotline: str, own: Labels) -> str:
    digits = "".join(sign for sign in hotline if sign.isdigit() or sign == "+")
    return f'<p>{own.hotline} <b><a href="tel:{digits}">{escape(hotline)}</a></b></p>' if digits else ""


def _drawn(text: Text, imprint: Imprint) -> dict[str, str]:
    drawing = Path(DATA, "drawings", f"{text.message}.svg").read_text().strip()
    shown = drawing.replace("<svg ", '<svg aria-hidden="true" ', 1).replace('"0 -60 210 180"', '"0 54 210 66"', 1)
    label = f'<svg role="img" aria-label="QR: {escape(bare(imprint.site))}/i" '
    return {
        **{name: TOKENS[token] for name, token in _COLOURS.items()},
        "drawing": shown,
        "code": code(f"{imprint.site}/i", side_mm=CODE_MM).drawing.replace("<svg ", label, 1),
    }
