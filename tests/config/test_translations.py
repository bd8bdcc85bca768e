"""Every word that people's pages say is there in Vietnamese, and none is fixed in the page."""

import re
from pathlib import Path

import allauth
import pytest
from django.conf import settings
from django.utils import translation
from django.utils.translation import trans_real
from tests.catalogs import Asked, asked_by_code, asked_by_template, bare_text, stanza

from bluezone.config.catalogs import messages, sources

ROOT = Path(__file__).parent.parent.parent / "src" / "bluezone"
OURS = [name for name in settings.INSTALLED_APPS if name.startswith("bluezone.")]
SAME_IN_BOTH = re.compile(r"[\W\d_]*|%\([a-z_]+\)[sd]|[A-Z0-9/.\- ]{1,12}")
EXEMPT = {"style.html", "500.html"}
"""The page for developers, and the page of last resort, which says both languages at once."""
NOT_USED = re.compile(
    r"(?i)phone|e-?mail|trust|sign-in code|reset|sign ?up|third-party|^Create|create a passkey|^MFA$|other username|Username \(optional\)"
)
"""What allauth could do and this house does not."""


def folder(application: str) -> Path:
    return ROOT.joinpath(*application.split(".")[1:])


def asked(application: str) -> list[Asked]:
    code = [each for file in folder(application).rglob("*.py") for each in asked_by_code(file)]
    return [*code, *(each for file in templates(application) for each in asked_by_template(file))]


def templates(application: str) -> list[Path]:
    files = sorted((folder(application) / "templates").rglob("*.html"))
    return [file for file in files if file.name not in EXEMPT]


def vietnamese() -> dict[str, str]:
    """What Django itself will find, third parties included: the compiled catalogs, merged by Django."""
    catalog = getattr(trans_real.translation("vi"), "_catalog")  # noqa: B009 -- a name that the stubs do not know
    return {key if isinstance(key, str) else key[0]: text for key, text in catalog.items()}


@pytest.mark.parametrize("application", [*OURS, "bluezone.config"])
def test_every_message_is_there_in_vietnamese(application: str) -> None:
    known = vietnamese()

    missing = {
        each.key: each
        for each in asked(application)
        if each.key.partition("\x00")[0] not in known and not SAME_IN_BOTH.fullmatch(each.key)
    }

    assert not missing, "\n\n".join(["", *(stanza(each) for each in missing.values())])


@pytest.mark.parametrize("application", OURS)
def test_no_page_has_text_that_cannot_be_translated(application: str) -> None:
    assert {file.name: bare for file in templates(application) if (bare := bare_text(file.read_text()))} == {}


def test_what_allauth_says_on_our_pages_is_there_in_vietnamese() -> None:
    folder, known = Path(allauth.__file__).parent, vietnamese()
    pages = [*folder.glob("templates/mfa/**/*.html"), *folder.glob("templates/*/messages/*")]
    code = [*folder.glob("mfa/**/*.py"), folder / "account" / "adapter.py", folder / "account" / "forms.py"]
    said = [
        *(each for file in pages for each in asked_by_template(file)),
        *(each for file in code for each in asked_by_code(file)),
    ]

    missing = {
        each.key for each in said if each.key.partition("\x00")[0] not in known and not NOT_USED.search(each.key)
    }

    assert missing == set()


def test_one_message_has_one_translation() -> None:
    seen: dict[str, tuple[str, str]] = {}
    differing = list[str]()
    for application in OURS:
        for file in sources([application], ROOT, "vi"):
            for key, text in messages(file.read_text(encoding="utf-8")).items():
                before, where = seen.setdefault(key, (text, application))
                if key and before != text:
                    differing.append(f"{key!r}: {before!r} in {where}, {text!r} in {application}")

    assert differing == []


@pytest.mark.parametrize("application", OURS)
def test_a_translation_keeps_what_is_filled_in(application: str) -> None:
    placeholder = re.compile(r"%\([a-z_0-9]+\)[sd]|{[a-z_0-9]*}")
    wrong = [
        key
        for file in sources([application], ROOT, "vi")
        for key, text in messages(file.read_text(encoding="utf-8")).items()
        if key and {*placeholder.findall(key)} != {*placeholder.findall(text)}
    ]

    assert wrong == []


def test_vietnamese_text_is_composed_unicode() -> None:
    import unicodedata  # noqa: PLC0415 -- for this test alone

    files = [file for application in OURS for file in folder(application).rglob("*.po")]

    assert [file.name for file in files if not unicodedata.is_normalized("NFC", file.read_text(encoding="utf-8"))] == []


def test_the_pages_speak_vietnamese_unless_asked_otherwise() -> None:
    with translation.override(settings.LANGUAGE_CODE):
        assert translation.gettext("Overview") == "Tổng quan"
    with translation.override("en"):
        assert translation.gettext("Overview") == "Overview"


@pytest.mark.parametrize(
    ("source", "bare"),
    [
        ("<p>Save</p>", ["Save"]),
        ('<input placeholder="Name">', ["Name"]),
        ('<p>{% translate "Save" %}</p>', []),
        ("<p>{% blocktranslate %}Save {{ name }}{% endblocktranslate %}</p>", []),
        ('<p title="{% translate "Save" %}">{{ word }} 3</p>', []),
        ("{# Save #}<script>const save = 1;</script>", []),
    ],
)
def test_bare_text_is_recognised(source: str, bare: list[str]) -> None:
    assert bare_text(source) == bare
