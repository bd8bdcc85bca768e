"""What the privacy notice promises; `docs/privacy.md` ties each sentence to the test that holds it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Chapter:
    """Some sentences under one title, and the sign that stands beside it."""

    title: Promise | str
    sign: str
    sentences: Sequence[Promise | str]


CHAPTERS: Final = (
    Chapter(
        _("What stays on your phone"),
        "device",
        (
            _(
                "Whom your phone was near is written down on your phone only, locked with a key that is on your phone only."
            ),
            _("It is compared with the published keys inside your phone; no server is told whom you met."),
            _("What is older than 14 days is destroyed on your phone."),
            _(
                "Your health declaration, your diary and your family's declarations stay on your phone until you send them yourself."
            ),
            _("“Erase everything” really leaves nothing behind."),
        ),
    ),
    Chapter(
        _("What others can notice of your phone"),
        "radio",
        (
            _(
                "Nearby phones hear a random number that changes every fifteen minutes; two days of your numbers have nothing in common."
            ),
            _("As long as you agree to nothing, the app only fetches public files that are the same for everybody."),
            _("No page loads anything from a third party: no statistics service, no advertisement, no map, no font."),
        ),
    ),
    Chapter(
        _("If you test positive"),
        "test",
        (
            _("Nothing goes out until you enter a code from a health worker and agree; you can leave days out."),
            _("The keyserver publishes keys without knowing whose they are: it keeps no name and no internet address."),
            _("No key is published while somebody could still use it to pretend to be you."),
            _("Afterwards your phone begins again with a fresh key."),
        ),
    ),
    Chapter(
        _("Places that you visit"),
        "place",
        (
            _(
                "A place's code is read by your phone only; the secret in it is not kept, and no server learns that you were there."
            ),
            _(
                "A warning about a place is found by your phone, among numbers that mean nothing to anybody who was not there."
            ),
        ),
    ),
    Chapter(
        _("If you write to the health authority"),
        "mail",
        (
            _(
                "Your report is sealed so that only the health authority can open it, and is as long as everybody else's."
            ),
            _("You see every word of it before it goes."),
        ),
    ),
    Chapter(
        _("What the servers keep"),
        "lock",
        (
            _(
                "The campaign counts; it does not list people. A refusal is a number, never tied to a household or a person."
            ),
            _(
                "Small numbers are withheld from the published figures, and others with them, so that nobody can be reckoned."
            ),
            _("Whoever reads a person's record is written down in a chain that cannot be altered unnoticed."),
            _("No log line holds a name, a telephone number, a code or a key."),
            _("This site sets no cookie and writes down no address of its readers."),
        ),
    ),
)
