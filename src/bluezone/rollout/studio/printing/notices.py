"""The notice on the web: one page that brings everything with it, below 20 kB, without a script."""

from html import escape
from typing import Final

from bluezone.rollout.studio.printing.palette import TOKENS
from bluezone.rollout.studio.printing.wording import labels
from bluezone.rollout.studio.rules.words import Imprint, Text

LIMIT_BYTES: Final = 20_000


def notice(text: Text, imprint: Imprint) -> str:
    """Return the web notice as one HTML page."""
    own = labels(text.language)
    steps = "".join(f"<li>{escape(step)}</li>" for step in text.steps)
    trial = f"<p class=trial><b>{own.trial}</b></p>" if imprint.trial else ""
    return (
        f'<!doctype html><html lang="{escape(text.language)}"><meta charset=utf-8><title>{escape(text.headline)}</title>'
        f"<style>body{{font:1.1rem sans-serif;color:{TOKENS['ink']}}}</style>{trial}<h1>{escape(text.headline)}</h1>"
        f"<p>{escape(text.lead)}</p><ol>{steps}</ol><p>{escape(text.promise)}</p></html>"
    )
