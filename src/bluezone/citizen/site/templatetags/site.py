"""Addresses, signs and feed texts in the site's templates."""

from typing import Final

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from msgspec import Struct

from bluezone.citizen.site.models import Publication
from bluezone.citizen.site.showing import address
from bluezone.citizen.site.signs import shapes
from bluezone.citizen.site.wording import PAGES
from bluezone.protocol.news import Block, blocks

register = template.Library()
BREAK: Final = SafeString("<br>")


@register.simple_tag
def page(name: str, *parts: object) -> str:
    """Return the path of a public page in this language."""
    return address(name, *parts)


@register.filter
def page_name(name: str) -> str:
    """Return what a page is called in menus."""
    return str(PAGES[name])


@register.simple_tag
def sign(name: str) -> SafeString:
    """Return a sign; it says nothing to a screen reader."""
    return format_html(
        '<svg class="sign" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="{}"/></svg>',
        shapes()[name],
    )


@register.filter
def said(words: Struct) -> str:
    """Return a text of the feed in this language."""
    return str(getattr(words, "en" if get_language() == "en" else "vi"))


@register.filter
def paragraphs(words: Struct) -> SafeString:
    """Return a text of the feed as paragraphs and lists."""
    return format_html_join("", "{}", ((_drawn(block),) for block in blocks(said(words))))


@register.filter
def fours(digits: str) -> str:
    """Return hex digits in groups of four, as people compare them."""
    return " ".join(digits[place : place + 4] for place in range(0, len(digits), 4))


@register.filter
def callable_number(number: str) -> str:
    """Return a telephone number as a link dials it."""
    return "".join(digit for digit in number if digit.isdigit() or digit == "+")


@register.filter
def title_of(publication: Publication) -> str:
    """Return what a published directive is called, in the words of offices; a missing number is left open."""
    directive = publication.directive
    if directive is None:
        return ""
    number = f"\N{HORIZONTAL ELLIPSIS}{directive.symbol}" if directive.symbol.startswith("/") else directive.symbol
    subject = directive.subject or directive.text[:80]
    if not number:
        return subject
    return f"Số {number}, v/v {subject}" if subject[:1].islower() else f"Số {number} \N{EN DASH} {subject}"


def _drawn(block: Block) -> SafeString:
    if block.is_list:
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((line,) for line in block.lines)))
    return format_html("<p>{}</p>", format_html_join(BREAK, "{}", ((line,) for line in block.lines)))
