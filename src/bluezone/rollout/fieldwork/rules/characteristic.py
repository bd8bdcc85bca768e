"""The operating characteristic of a round as SVG text: how often a lot is accepted, whatever the truth.

Colours and dashes are attributes, so that the strictest content policy lets it pass; both marks are named in words.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from html import escape
from typing import Final

from bluezone.rollout.fieldwork.rules.sampling import DEFAULT, Plan, Policy, accepted, curve, good_and_bad

WIDTH: Final = 460
HEIGHT: Final = 240
LEFT, RIGHT, TOP, BOTTOM = 58, 14, 14, 46
RIGHTMOST: Final = Fraction(1, 2)
"""The largest true share that is drawn."""


@dataclass(frozen=True, slots=True)
class Words:
    """What the picture says, in a language.

    Args:
        title: A phrase.
        description: What one reads from it.
        across: The axis of the true share.
        up: The axis of the chance.
        percent: What stands behind a number, such as ` %`.
    """

    title: str
    description: str
    across: str
    up: str
    percent: str = " %"


def picture(chosen: Plan, words: Words, policy: Policy = DEFAULT) -> str:
    """Return the curve, with the shares from which on a lot is good or bad marked on it."""
    points = " ".join(f"{_x(share)},{_y(chance)}" for share, chance in curve(chosen))
    drawn = "".join([*_axes(words), *_marks(chosen, policy)])
    return (
        f'<svg class="picture characteristic" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="oc-title" '
        f'aria-describedby="oc-desc" fill="currentColor" font-size="13"><title id="oc-title">{escape(words.title)}</title>'
        f'<desc id="oc-desc">{escape(words.description)}</desc>{drawn}'
        f'<polyline points="{points}" fill="none" stroke="currentColor" stroke-width="2.5" stroke-linejoin="round"/></svg>'
    )


def _axes(words: Words) -> Iterable[str]:
    for tenth in (0, 5, 10):
        y = _y(Fraction(tenth, 10))
        line = f'x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y}" y2="{y}"'
        yield f'<line {line} stroke="currentColor" stroke-opacity="0.25"/>'
        yield f'<text x="{LEFT - 6}" y="{y + 4}" text-anchor="end">{tenth * 10}{escape(words.percent)}</text>'
    for tenth in range(6):
        share = Fraction(tenth, 10)
        where = f'x="{_x(share)}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle"'
        yield f"<text {where}>{tenth * 10}{escape(words.percent)}</text>"
    yield f'<text x="{(LEFT + WIDTH - RIGHT) // 2}" y="{HEIGHT - 6}" text-anchor="middle">{escape(words.across)}</text>'
    across = (TOP + HEIGHT - BOTTOM) // 2
    yield f'<text transform="translate(14 {across}) rotate(-90)" text-anchor="middle">{escape(words.up)}</text>'


def _marks(chosen: Plan, policy: Policy) -> Iterable[str]:
    for number, dashes in zip(good_and_bad(chosen.lot, policy), ("6 4", "2 4"), strict=True):
        share = Fraction(number, chosen.lot)
        x, y = _x(share), _y(accepted(chosen, number))
        yield (
            f'<line x1="{x}" x2="{x}" y1="{TOP}" y2="{HEIGHT - BOTTOM}" stroke="currentColor" stroke-width="1.5" '
            f'stroke-dasharray="{dashes}"/><circle cx="{x}" cy="{y}" r="5"/>'
        )


def _x(share: Fraction) -> float:
    return round(LEFT + float(min(share, RIGHTMOST) / RIGHTMOST) * (WIDTH - LEFT - RIGHT), 1)


def _y(chance: Fraction) -> float:
    return round(HEIGHT - BOTTOM - float(chance) * (HEIGHT - TOP - BOTTOM), 1)
