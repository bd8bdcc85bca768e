"""`fetch_news`: takes the signed news from the keyserver, so that no page waits for it."""

from typing import Final

from django.conf import settings
from django.core.cache import cache
from django.core.management.base import BaseCommand

from bluezone.authority.clock import present_moment
from bluezone.citizen.site.fetching import KEYS, NEWS, fetched
from bluezone.citizen.site.services import keep_news
from bluezone.protocol.errors import MalformedMessage, RuleViolation, Unavailable

EVERY_SECONDS: Final = 5 * 60
LOOKED: Final = "site-looked-for-news"


class Command(BaseCommand):
    """Looks once in five minutes; without a root key's fingerprint it believes nobody and does not look."""

    help = "Take the signed news from the keyserver."

    def handle(self, *_words: str, **_options: object) -> None:
        """Look, and say what came of it; whatever does not hold leaves the news as they are."""
        if not settings.ROOT_FINGERPRINT or not cache.add(LOOKED, 1, EVERY_SECONDS):
            return
        try:
            files = fetched(settings.KEYS_ORIGIN, KEYS), fetched(settings.KEYS_ORIGIN, NEWS)
            is_new = keep_news(*files, root_fingerprint=settings.ROOT_FINGERPRINT, moment=present_moment())
        except Unavailable:
            cache.delete(LOOKED)
            self.stdout.write("the keyserver has no news now")
        except (MalformedMessage, RuleViolation) as wrong:
            self.stdout.write(f"the news do not hold: {getattr(wrong, 'code', 'malformed')}")
        else:
            self.stdout.write("new news" if is_new else "the news are as they were")
