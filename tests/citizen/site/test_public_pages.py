"""The public pages: small, whole, in both languages, and nothing in them comes from elsewhere."""

import re
import subprocess
from html.parser import HTMLParser
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.test import Client
from pytest_django import Settings
from tests.citizen.site.newsroom import FINGERPRINT, MORNING
from tests.citizen.site.pages import LANGUAGES, PLAIN, all_pages, every_address
from tests.pages import ROOT, install

from bluezone.authority.console.services import configure_publisher
from bluezone.citizen.site.models import Publication
from bluezone.citizen.site.services import withdraw
from bluezone.rollout.directives.models import Directive

LARGEST = 60 * 1024
TRIAL = {"vi": "Bản dùng thử, không phải dịch vụ chính thức", "en": "Trial installation, not an official service"}
RULES = {
    "extends": ["html-validate:recommended"],
    "rules": {"no-trailing-whitespace": "off", "doctype-style": "off", "long-title": "off", "tel-non-breaking": "off"},
}
"""All that is recommended, but matters of taste and of search engines."""
Documents = tuple[Publication, Publication]


class Addresses(HTMLParser):
    """Collects what a page loads, and what scripts or styles stand in it."""

    def __init__(self) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.inline: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        self.loaded += [held[name] or "" for name in ("src", "srcset", "poster", "data", "action") if name in held]
        self.loaded += [held["href"] or ""] if tag == "link" and "stylesheet" in (held.get("rel") or "") else []
        self.inline += [tag] if tag in {"script", "style", "iframe", "object"} or "style" in held else []
        self.inline += [name for name in held if name.startswith("on")]


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == HTTPStatus.OK, address
    return answer.content.decode()


def test_every_page_is_at_most_60_kilobytes(filled: Documents) -> None:
    client = Client()

    sizes = {address: len(client.get(address).content) for address in every_address(filled)}

    assert {address: size for address, size in sizes.items() if size > LARGEST} == {}


def test_no_page_asks_anybody_else_for_anything_nor_runs_a_script(filled: Documents) -> None:
    client, wrong = Client(), list[str]()

    for address in every_address(filled):
        reader = Addresses()
        reader.feed(page(client, address))
        wrong += [f"{address}: {each}" for each in reader.loaded if urlsplit(each).netloc]
        wrong += [f"{address}: {each}" for each in reader.inline]

    assert wrong == []


@pytest.mark.django_db
def test_the_style_and_its_tokens_load_nothing(site: Settings) -> None:
    client = Client()
    (sheet,) = re.findall(r'rel="stylesheet" href="([^"]+)"', page(client, "/terms/"))

    answer = client.get(sheet)

    assert answer["Cache-Control"].endswith("immutable")
    assert b"--indigo" in answer.content
    assert b"url(" not in answer.content
    assert b"@import" not in answer.content


def test_every_page_sets_no_cookie_and_may_be_kept_by_anybody(filled: Documents) -> None:
    client, wrong = Client(), list[str]()

    for address in every_address(filled):
        answer = client.get(address)
        kept = "Cookie" not in answer["Vary"] and answer["Cache-Control"].startswith("public")
        wrong += [] if kept and not answer.cookies and answer["ETag"] else [address]
        again = client.get(address, headers={"if-none-match": answer["ETag"]})
        wrong += [] if again.status_code == HTTPStatus.NOT_MODIFIED else [f"{address}: sent twice"]

    assert wrong == []


def test_every_page_forbids_what_it_does_not_need(filled: Documents) -> None:
    client = Client()

    answers = [client.get(address) for address in every_address(filled)]

    assert {answer["Content-Security-Policy"].split(";")[0] for answer in answers} == {"default-src 'none'"}
    assert not [answer for answer in answers if "script-src" in answer["Content-Security-Policy"]]
    assert {answer["X-Frame-Options"] for answer in answers} == {"DENY"}
    assert {answer["X-Content-Type-Options"] for answer in answers} == {"nosniff"}
    assert {answer["Referrer-Policy"] for answer in answers} == {"same-origin"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_publisher_every_page_says_that_it_is_a_trial(filled: Documents, language: str) -> None:
    client = Client()

    pages = {path: page(client, LANGUAGES[language] + path) for path in all_pages(filled).values()}

    assert [path for path, text in pages.items() if TRIAL[language] not in text] == []
    assert [path for path, text in pages.items() if 'name="robots" content="noindex"' not in text] == []


def test_with_a_publisher_no_page_says_that_it_is_a_trial(filled: Documents) -> None:
    configure_publisher(name="UBND tỉnh Lai Châu", short_name="Lai Châu", basis="QĐ 1", actor="system", moment=MORNING)
    client = Client()

    texts = [page(client, address) for address in every_address(filled)]

    assert not [text for text in texts if TRIAL["vi"] in text or TRIAL["en"] in text]
    assert all("UBND tỉnh Lai Châu" in text for text in texts)


def test_each_page_leads_to_itself_in_the_other_language(filled: Documents) -> None:
    client = Client()

    for path in all_pages(filled).values():
        assert f'href="/en{path}"' in page(client, path)
        assert f'href="{path}"' in page(client, f"/en{path}")


def test_the_language_is_the_addresss_own_whatever_the_browser_prefers(filled: Documents) -> None:
    client = Client(headers={"accept-language": "en"})
    client.cookies["bluezone-language"] = "en"

    answer = client.get("/")

    assert answer["Content-Language"] == "vi"
    assert '<html lang="vi">' in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("address", [*PLAIN.values(), *(f"/en{path}" for path in PLAIN.values())])
def test_an_empty_installation_shows_every_page(address: str) -> None:
    assert page(Client(), address)


def test_every_page_is_valid_html_and_a_broken_one_would_be_noticed(filled: Documents, tmp_path: Path) -> None:
    install()
    client = Client()
    for number, address in enumerate(every_address(filled)):
        (tmp_path / f"{number:02}.html").write_text(page(client, address), encoding="utf-8")
    (tmp_path / "planted.html").write_text("<p><ul><li>A<p></ul>")
    (tmp_path / ".htmlvalidate.json").write_text(repr(RULES).replace("'", '"'), encoding="utf-8")

    looked = subprocess.run(
        ["node", ROOT / "node_modules/html-validate/bin/html-validate.mjs", "--formatter", "text", "."],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    found = looked.stdout.splitlines()
    assert [line for line in found if "planted.html" not in line] == []
    assert found
    assert not looked.stderr


@pytest.mark.django_db
def test_the_installation_page_bears_a_code_with_the_apps_address_and_nothing_else(site: Settings) -> None:
    site.SITE_ORIGIN = "https://bluezone.example"

    text = page(Client(), "/install/")

    assert 'class="code"' in text
    assert "https://bluezone.example/app/" in text


def test_the_fingerprint_is_shown_in_fours(filled: Documents) -> None:
    fours = " ".join(FINGERPRINT[place : place + 4] for place in range(0, 64, 4))

    assert fours in page(Client(), "/genuine/")


def test_the_telephone_numbers_are_those_that_the_authority_signed(filled: Documents) -> None:
    text = page(Client(), "/telephones/")

    assert '<a href="tel:02133123456">0213 3123 456</a>' in text
    assert "Trạm y tế" in text
    assert "1900 0000" in text


@pytest.mark.django_db
@pytest.mark.usefixtures("site")
def test_without_news_nobody_is_given_a_number() -> None:
    text = page(Client(), "/telephones/")

    assert "tel:" not in text
    assert "trạm y tế" in text


def test_a_published_report_says_nothing_of_single_communes(filled: Documents) -> None:
    text = page(Client(), f"/documents/{filled[1].pk}/")

    assert "Khai báo" not in text
    assert "<table" not in text
    assert "Số lượt cài đặt do địa phương khai báo" in text


def test_a_document_that_was_taken_back_is_gone(filled: Documents) -> None:
    withdraw(filled[0], actor="system", moment=MORNING)
    client = Client()

    answers = [client.get(f"/documents/{filled[0].pk}/"), client.get(f"/documents/{filled[0].pk}/text/")]

    assert [answer.status_code for answer in answers] == [HTTPStatus.GONE, HTTPStatus.GONE]
    assert str(filled[0].pk) not in page(client, "/documents/")


def test_a_published_directive_can_be_had_as_plain_text(filled: Documents) -> None:
    answer = Client().get(f"/documents/{filled[0].pk}/text/")

    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.decode() == filled[0].directive.text  # type: ignore[union-attr]  # it is one


@pytest.mark.django_db
@pytest.mark.usefixtures("site")
def test_a_trial_is_not_to_be_found_by_search_engines() -> None:
    assert Client().get("/robots.txt").content.decode() == "User-agent: *\nDisallow: /\n"


@pytest.mark.django_db
@pytest.mark.usefixtures("site")
def test_search_engines_read_a_real_site_but_no_personal_page() -> None:
    configure_publisher(name="A", short_name="A", basis="B", actor="system", moment=MORNING)

    lines = Client().get("/robots.txt").content.decode().splitlines()

    assert "Disallow: /" not in lines
    assert {"Disallow: /l/", "Disallow: /desk/"} <= set(lines)


@pytest.mark.usefixtures("site")
def test_an_old_address_of_the_style_leads_to_the_present_one() -> None:
    answer = Client().get("/style-0000.css")

    assert answer.status_code == HTTPStatus.MOVED_PERMANENTLY
    assert Client().get(answer["Location"]).status_code == HTTPStatus.OK


def test_a_very_long_directive_is_cut_on_its_page_and_whole_as_text(filled: Documents) -> None:
    Directive.objects.update(text="chữ " * 20_000)
    client = Client()

    shown = page(client, f"/en/documents/{filled[0].pk}/")

    assert len(shown.encode()) <= LARGEST
    assert "Read on in the plain text" in shown
    assert len(client.get(f"/documents/{filled[0].pk}/text/").content.decode()) == 80_000


@pytest.mark.django_db
@pytest.mark.usefixtures("site")
def test_the_source_page_names_every_library_with_its_licence() -> None:
    shown = page(Client(), "/source/")

    licences = re.findall(r'href="(/app/vendor/[^"]+/LICENSE)"', shown)
    assert licences
    assert all(Client().get(address).status_code == HTTPStatus.OK for address in licences)


@pytest.mark.django_db
def test_the_source_page_leads_to_the_source_where_it_is_known(site: Settings) -> None:
    site.SOURCE_ADDRESS = "https://code.example/bluezone"

    assert 'href="https://code.example/bluezone"' in page(Client(), "/source/")


@pytest.mark.django_db
def test_the_front_page_has_doors_to_the_desk_and_the_console(site: Settings) -> None:
    site.CONSOLE_ORIGIN = "https://console.example"

    shown = page(Client(), "/")

    assert 'href="/desk/"' in shown
    assert 'href="https://console.example"' in shown
    assert 'href="/app/"' in shown
