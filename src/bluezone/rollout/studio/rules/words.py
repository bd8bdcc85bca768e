"""The studio's values: a message, the text that says it in one language, who signs it, for which place, in which form."""

from dataclasses import dataclass
from enum import StrEnum


class Message(StrEnum):
    """What the campaign says."""

    INSTALL = "install"
    """Install Bluezone: what it does, what it does not, how."""
    CHECK_IN = "check-in"
    """At this place: scan when you come in; the visit stays on your phone."""
    KEEP_ON = "keep-on"
    """You have it: keep Bluetooth on, open it once a day."""
    WIFI = "wifi"
    """The notice of a public wifi: the internet works, here is how to install if you wish."""


class Form(StrEnum):
    """As what a message is made."""

    POSTER_A3 = "poster-a3"
    POSTER_A4 = "poster-a4"
    POSTER_A5 = "poster-a5"
    LEAFLET = "leaflet"
    STICKER = "sticker"
    CARD = "card"
    WEB_NOTICE = "web-notice"
    LOUDSPEAKER = "loudspeaker"
    RADIO_30 = "radio-30"
    RADIO_60 = "radio-60"
    SMS_ACCENTED = "sms-accented"
    SMS_PLAIN = "sms-plain"


class State(StrEnum):
    """How far a text has come: its author, a reviewer of the language, a reviewer for health, its release."""

    WRITTEN = "written"
    LANGUAGE_REVIEWED = "language-reviewed"
    HEALTH_REVIEWED = "health-reviewed"
    RELEASED = "released"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Text:
    """What a message says in one language.

    Args:
        message: Which.
        language: A BCP 47 tag, such as `vi` or `blt`.
        version: Counts the texts of one message and language from 1.
        headline: The one thing to read from across a street.
        lead: One or two sentences below it.
        steps: What to do, in order.
        promise: What is done with people's data, and what is not.
        loudspeaker: What a loudspeaker of a commune says.
        radio_30: What is read in 30 seconds.
        radio_60: What is read in 60 seconds.
        sms_accented: At most 70 characters, as Vietnamese is written.
        sms_plain: At most 160 characters of the GSM alphabet, without diacritics.
    """

    message: Message
    language: str
    version: int
    headline: str
    lead: str
    steps: tuple[str, ...]
    promise: str
    loudspeaker: str = ""
    radio_30: str = ""
    radio_60: str = ""
    sms_accented: str = ""
    sms_plain: str = ""


@dataclass(frozen=True, slots=True)
class Imprint:
    """Who speaks.

    Args:
        publisher: The name of the publisher; empty on a trial installation.
        hotline: A telephone number as people dial it; empty for none.
        site: The origin of the public site, such as `https://bluezone.example`.
        trial: Whether everything says that it is a trial.
    """

    publisher: str
    hotline: str
    site: str
    trial: bool


@dataclass(frozen=True, slots=True)
class Place:
    """For which unit or venue something is printed.

    Args:
        name: As people know it.
        where: What stands above it, such as `Xã Bum Tở, tỉnh Lai Châu`.
        code: What the campaign calls it in short, such as `03433` or a venue's short code.
        link: What the QR code says.
    """

    name: str
    where: str
    code: str
    link: str
