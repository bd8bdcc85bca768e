"""Numbers, shares and words as the reader's language writes them."""

from collections.abc import Sequence
from datetime import date

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from bluezone.authority.territory.kinds import Sector
from bluezone.authority.territory.wording import SECTORS
from bluezone.rollout.overview.rules.bands import edges
from bluezone.rollout.overview.rules.charts import swatch as drawn_swatch
from bluezone.rollout.overview.rules.dashboards import Raised
from bluezone.rollout.overview.rules.official_words import official_source
from bluezone.rollout.overview.rules.public import Column
from bluezone.rollout.overview.wording import PUBLIC_COLUMNS, SOURCES, other_words, refusal_words
from bluezone.rollout.reporting.models import RaisedFlag
from bluezone.rollout.reporting.rules.explanations import explained
from bluezone.rollout.reporting.rules.flags import Flag, FlagKind
from bluezone.rollout.reporting.rules.numbers import shown

register = template.Library()


def language() -> str:
    """Return the language of the page."""
    return get_language() or "vi"


@register.filter
def count(value: object) -> str:
    """Return a count with its thousands apart; nothing for what is no count."""
    return shown(value, language()) if isinstance(value, int) else ""


@register.filter
def percent(share: float) -> str:
    """Return a share in percent with one digit."""
    return written_percent(share)


def written_percent(share: float) -> str:
    """Return a share in percent with one digit, as the page's language writes it."""
    text = f"{share * 100:.1f}"
    return f"{text.replace('.', ',') if language() == 'vi' else text} %"


@register.filter
def between(shares: tuple[float, float]) -> str:
    """Return two shares as a range."""
    low, high = (written_percent(share).removesuffix(" %") for share in shares)
    return f"{low} %" if low == high else f"{low}\N{EN DASH}{high} %"


@register.filter
def band_words(number: int) -> str:
    """Return a band by its edges."""
    low, high = edges(number)
    return f"{low}\N{EN DASH}{high} %" if high is not None else f"≥ {low} %"


@register.filter
def bands_words(bands: tuple[int, int]) -> str:
    """Return the bands of both bounds, as one range of edges."""
    low, high = edges(bands[0])[0], edges(bands[1])[1]
    if high is None and bands[0] != bands[1]:
        return f"{low}\N{EN DASH}100 %"
    return f"{low}\N{EN DASH}{high} %" if high is not None else f"≥ {low} %"


@register.filter
def sector_words(sector: str) -> str:
    """Return a sector's name."""
    return str(SECTORS[Sector(sector)]) if sector else str(other_words())


@register.filter
def source_words(source: str) -> str:
    """Return where a denominator comes from; what units reported themselves is said in the page's language."""
    if language() == "vi":
        return official_source(source)
    return " + ".join(str(SOURCES.get(part, part)) for part in source.split(" + "))


@register.filter
def explanation(flag: Raised | RaisedFlag) -> str:
    """Return what an open question means, in plain words."""
    unit = flag.unit if isinstance(flag, Raised) else str(flag.unit_id)
    return explained(Flag(FlagKind(flag.kind), unit, flag.day, flag.figures), language())


@register.filter
def day(value: date | None) -> str:
    """Return a day as the campaign writes it."""
    return f"{value.day:02}/{value.month:02}/{value.year}" if value else ""


@register.simple_tag
def swatch(shade: str, name: str) -> SafeString:
    """Return one tile of a legend."""
    return mark_safe(drawn_swatch(shade, name=name))  # noqa: S308 -- our own picture, made of two names of ours


@register.simple_tag
def at_place(words: Sequence[str], place: int) -> str:
    """Return the heading of a column, with a capital, for the cards of small screens."""
    return words[place][:1].upper() + words[place][1:]


@register.filter
def refused(code: str) -> str:
    """Return why figures are refused in a structure."""
    return str(refusal_words(code))


@register.filter
def public_column(column: str) -> str:
    """Return what a column of the public's table is called."""
    return str(PUBLIC_COLUMNS[Column(column)])
