"""The bulletin: what came before is taken over, drafts stay apart from what is public, nothing in one language only."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from pytest_django import Settings
from tests.authority.accounts.people import person
from tests.authority.permissions import World, make_world
from tests.authority.register.session import with_second_factor

from bluezone.authority.accounts.rules import Role
from bluezone.authority.audit.models import Entry
from bluezone.authority.cases.services import Doing
from bluezone.authority.news.models import Article, ArticleVersion, Telephone
from bluezone.authority.news.queries import articles_in
from bluezone.authority.news.rules.texts import (
    ROOM,
    Section,
    Words,
    check_draft,
    check_isolation,
    check_publishable,
    check_room,
    check_telephone,
    new_id,
    tidy,
)
from bluezone.authority.news.services import (
    TelephoneFacts,
    begin,
    content_at,
    edit_article,
    move_article,
    publish_article,
    remove_telephone,
    save_telephone,
    set_isolation,
    withdraw_article,
    write_article,
)
from bluezone.authority.private_files import alone_in, write_whole
from bluezone.authority.publishing import FEEDS, Published, default_content
from bluezone.protocol.errors import RuleViolation
from bluezone.protocol.news import News, Title, news_in
from bluezone.protocol.signed_feeds import Feed, FeedKind

MOMENT = datetime(2020, 8, 5, 1, 0, tzinfo=UTC)
WHOLE = Words("Tin", "News", "Chữ", "Words")
CLOCK = "tests.authority.test_permissions.present_clock"


def refusal(call: object) -> str:
    with pytest.raises(RuleViolation) as refused:
        call()  # type: ignore[operator]  # a lambda of the test
    return refused.value.code


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def doing(world: World) -> Doing:
    return Doing("user:1", "news", MOMENT)


@pytest.fixture
def editor(world: World, settings: Settings) -> Client:
    settings.BLUEZONE_CLOCK = CLOCK
    return with_second_factor(Client(), person("editor", Role.EDITOR, unit=world.here))


def said(moment: datetime = MOMENT) -> News:
    """What phones read."""
    content = content_at(moment)
    assert content is not None
    return news_in(Feed(kind=FeedKind.NEWS, sequence=1, issued=moment, expires=moment, content=content))


def again(article: Article) -> Article:
    return Article.objects.get(pk=article.pk)


def test_what_the_software_came_with_is_taken_over_word_for_word(doing: Doing) -> None:
    assert content_at(MOMENT) is None

    begin(doing)
    begin(doing)

    assert content_at(MOMENT) == default_content(FeedKind.NEWS, bytes)


def test_what_was_published_by_hand_is_taken_over_with_its_telephones(
    doing: Doing, world: World, settings: Settings
) -> None:
    item = {
        "id": "x",
        "issued": "2020-08-01T00:00:00Z",
        "title": {"vi": "V", "en": "E"},
        "text": {"vi": "v", "en": "e"},
    }
    phones = [
        {"unit": code, "name": {"vi": "Trạm", "en": "Station"}, "number": "1900 9095"}
        for code in (world.here.stat_code, "99999")
    ]
    content: dict[str, Any] = {"items": [item], "telephones": phones, "isolation_days": 7}
    import msgspec  # noqa: PLC0415 -- for this one file

    note = Published(sequence=1, issued=MOMENT, content=content)
    with alone_in(settings.AUTHORITY_KEYS / FEEDS):
        write_whole(settings.AUTHORITY_KEYS / FEEDS / "news.json", msgspec.json.encode(note))

    begin(doing)

    read = said()
    assert [(each.id, each.issued) for each in read.items] == [("x", datetime(2020, 8, 1, tzinfo=UTC))]
    assert [each.unit for each in read.telephones] == [world.here.stat_code]
    assert (read.isolation_days, read.advice) == (7, ())


def test_a_draft_is_read_by_nobody_and_a_published_text_by_everybody(doing: Doing) -> None:
    begin(doing)
    article = write_article(Section.NEWS, WHOLE, doing)
    before = said().items

    publish_article(article, doing, 1)

    assert before == ()
    assert [(each.id, each.title) for each in said().items] == [("tin", Title(vi="Tin", en="News"))]


def test_nothing_is_published_in_one_language_only(doing: Doing) -> None:
    begin(doing)
    article = write_article(Section.FAQ, Words("Hỏi", "", "Đáp", ""), doing)

    assert refusal(lambda: publish_article(article, doing, 1)) == "text_one_language"
    with pytest.raises(IntegrityError), transaction.atomic():
        ArticleVersion.objects.filter(article=article).update(published_at=MOMENT)


def test_what_is_public_stays_until_the_next_version_is_published(doing: Doing) -> None:
    begin(doing)
    article = write_article(Section.NEWS, WHOLE, doing)
    publish_article(article, doing, 1)

    edit_article(article, Words("Tin", "News", "Chữ mới", "New words"), doing, 2)
    meanwhile = said().items[0].text.en
    publish_article(article, Doing("user:2", "news", MOMENT + timedelta(hours=1)), 3)

    assert (meanwhile, said().items[0].text.en) == ("Words", "New words")
    assert [each.number for each in article.versions.all()] == [2, 1]
    assert Entry.objects.filter(action="news.publish").count() == 2


def test_a_withdrawn_text_is_read_no_more_and_can_come_back_with_its_history(doing: Doing) -> None:
    begin(doing)
    article = write_article(Section.NEWS, WHOLE, doing)
    publish_article(article, doing, 1)

    withdraw_article(article, doing, 2)
    gone = said().items
    publish_article(article, doing, 3)

    assert gone == ()
    assert len(said().items) == 1
    assert [(each.number, each.withdrawn_at) for each in article.versions.all()] == [(2, None), (1, MOMENT)]


def test_of_two_editors_the_second_loses_nothing_and_is_told(doing: Doing) -> None:
    article = write_article(Section.NEWS, WHOLE, doing)
    edit_article(article, Words("Một", "", "Một", ""), doing, 1)

    assert refusal(lambda: edit_article(article, Words("Hai", "", "Hai", ""), doing, 1)) == "article_changed"
    assert refusal(lambda: publish_article(article, doing, 1)) == "article_changed"
    assert refusal(lambda: withdraw_article(article, doing, 2)) == "article_not_public"


def test_the_newest_version_is_published_once(doing: Doing) -> None:
    article = write_article(Section.NEWS, WHOLE, doing)
    publish_article(article, doing, 1)

    assert refusal(lambda: publish_article(article, doing, 2)) == "article_public"


def test_advice_changes_places_with_its_neighbour_and_stops_at_the_ends(doing: Doing) -> None:
    begin(doing)
    first, second = Article.objects.filter(section=Section.ADVICE)[:2]

    move_article(second, doing, up=True)
    moved = [each.id for each in said().advice[:2]]
    move_article(again(second), doing, up=True)

    assert moved == [second.slug, first.slug] == [each.id for each in said().advice[:2]]
    move_article(again(second), doing, up=False)
    assert [each.id for each in said().advice[:2]] == [first.slug, second.slug]


def test_a_telephone_is_public_as_soon_as_it_is_saved_and_gone_when_it_is_taken_away(
    doing: Doing, world: World
) -> None:
    begin(doing)

    save_telephone(world.here, TelephoneFacts("Trạm", "Station", "0213 1"), doing)
    telephone = save_telephone(world.here, TelephoneFacts("Trạm", "Station", "0213 2"), doing)
    there = [each.number for each in said().telephones]
    remove_telephone(telephone, doing)

    assert (there, said().telephones) == (["0213 2"], ())


def test_the_days_of_isolation_are_changed_by_the_first_of_two(doing: Doing) -> None:
    begin(doing)
    set_isolation(7, doing, 1)

    assert refusal(lambda: set_isolation(21, doing, 1)) == "bulletin_changed"
    assert said().isolation_days == 7


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (Words("", "News", "Chữ", "Words"), "text_missing"),
        (Words("Tin", "News", "", "Words"), "text_missing"),
        (Words("Tin\nhai", "", "Chữ", ""), "text_wrong"),
        (Words("Tin", "", "Chữ\u202e", ""), "text_wrong"),
        (Words("Tin", "x" * 201, "Chữ", ""), "text_wrong"),
    ],
)
def test_a_draft_that_phones_could_not_read_is_refused(words: Words, code: str) -> None:
    assert refusal(lambda: check_draft(words)) == code


def test_a_whole_text_is_publishable_and_a_half_one_is_not() -> None:
    check_publishable(WHOLE)

    assert refusal(lambda: check_publishable(Words("Tin", "News", "Chữ", ""))) == "text_one_language"


@pytest.mark.parametrize("section", Section)
def test_a_full_section_takes_no_more(section: Section) -> None:
    check_room(section, ROOM[section] - 1)

    assert refusal(lambda: check_room(section, ROOM[section])) == "bulletin_full"


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (("Trạm", "", "1900", "12"), "text_one_language"),
        (("", "Station", "1900", "12"), "text_one_language"),
        (("Trạm", "Station", "gọi tôi", "12"), "telephone_wrong"),
        (("Trạm", "Station", "1900", ""), "telephone_unit"),
    ],
)
def test_a_telephone_that_phones_could_not_show_is_refused(facts: tuple[str, str, str, str], code: str) -> None:
    check_telephone("Trạm", "Station", "+84 213 3881 234", "03433")

    assert refusal(lambda: check_telephone(*facts)) == code


@pytest.mark.parametrize("days", [-1, 61])
def test_days_that_phones_would_not_count_are_refused(days: int) -> None:
    check_isolation(0)

    assert refusal(lambda: check_isolation(days)) == "isolation_days"


@given(st.text(max_size=80), st.sets(st.sampled_from(["tin", "tin-2", "text"])))
def test_an_id_is_plain_and_nobody_else_s(title: str, taken: set[str]) -> None:
    found = new_id(title, taken)

    assert found not in taken
    assert 1 <= len(found) <= 64
    assert found.isascii()


def test_a_title_in_vietnamese_gives_an_id_without_marks() -> None:
    assert new_id("Đi chợ Mường Tè?", {"di-cho-muong-te"}) == "di-cho-muong-te-2"


@given(st.builds(Words, *[st.text(max_size=30)] * 4))
def test_tidy_words_stay_as_they_are(words: Words) -> None:
    assert tidy(tidy(words)) == tidy(words)


def test_the_second_editor_s_page_shows_both_versions(editor: Client, doing: Doing) -> None:
    article = write_article(Section.NEWS, WHOLE, doing)
    edit_article(article, Words("Của kia", "Theirs", "Chữ kia", "Their words"), doing, 1)
    typed = {"title_vi": "Của tôi", "text_vi": "Chữ tôi", "title_en": "", "text_en": "", "revision": "1"}

    page = editor.post(f"/news/{article.pk}/edit/", typed)

    assert page.status_code == 409
    shown = page.content.decode()
    assert all(text in shown for text in ("Của tôi", "Chữ tôi", "Chữ kia"))
    saved = editor.post(f"/news/{article.pk}/edit/", typed | {"revision": str(page.context["revision"])})
    assert saved.status_code == 302
    assert [each.newest.title_vi for each in articles_in(Section.NEWS)] == ["Của tôi"]


def test_a_preview_shows_what_a_phone_shows_and_no_markup(editor: Client) -> None:
    typed = {"title_vi": "<b>Tin</b>", "text_vi": "Một\n\n- hai\n- ba", "title_en": "", "text_en": ""}

    shown = editor.post("/news/preview/", typed).content.decode()

    assert "&lt;b&gt;Tin&lt;/b&gt;" in shown
    assert "<li>hai</li><li>ba</li>" in shown


def test_the_editor_s_pages_do_what_they_say(editor: Client, world: World) -> None:
    editor.get("/news/")
    unit = f"/news/telephones/{world.here.pk}/"
    number = {"name_vi": "Trạm", "name_en": "Station", "number": "0213 1"}

    assert editor.post(unit, number | {"number": "x"}).status_code == 409
    assert editor.post(unit, number).status_code == 302
    assert [each.telephone for each in editor.get("/news/telephones/?q=muong").context["page"]] == [
        Telephone.objects.get()
    ]
    assert list(editor.get("/news/telephones/?missing=1").context["page"]) == []
    editor.post(f"{unit}remove/")
    editor.post(f"{unit}remove/")
    editor.post("/news/isolation/", {"days": "10", "revision": "1"})
    editor.post("/news/isolation/", {"days": "99", "revision": "2"})
    assert (Telephone.objects.count(), said().isolation_days) == (0, 10)


def test_an_article_s_buttons_publish_withdraw_and_move(editor: Client, doing: Doing) -> None:
    editor.get("/news/?section=faq&q=pin")
    typed = {"title_vi": "Hỏi", "text_vi": "Đáp", "title_en": "Asked", "text_en": "Answered"}
    assert editor.post("/news/new/faq/", typed | {"title_vi": "\u200bHỏi\x07"}).status_code == 409
    editor.post("/news/new/faq/", typed)
    article = Article.objects.get(slug="hoi")

    editor.post(f"/news/{article.pk}/publish/", {"revision": "1"})
    asked = [each.id for each in said().faq]
    editor.post(f"/news/{article.pk}/move/", {"way": "up"})
    moved = [each.id for each in said().faq]
    editor.post(f"/news/{article.pk}/withdraw/", {"revision": "2"})

    assert (asked[-1], moved[-2]) == ("hoi", "hoi")
    assert "hoi" not in {each.id for each in said().faq}
    assert editor.get(f"/news/{article.pk}/").status_code == 200
    assert editor.get("/news/new/nothing/").status_code == 404


def test_articles_and_telephones_are_taken_out_as_they_are_shown(editor: Client, world: World, doing: Doing) -> None:
    write_article(Section.NEWS, Words("=Chợ", "Market", "Chữ", "Words"), doing)
    write_article(Section.NEWS, Words("Khác", "", "Chữ", ""), doing)
    editor.post(f"/news/telephones/{world.here.pk}/", {"name_vi": "Trạm", "name_en": "Station", "number": "0213 1"})

    articles = editor.get("/news/?section=news&q=ch%E1%BB%A3&file=csv").content.decode("utf-8-sig").splitlines()
    telephones = editor.get("/news/telephones/?q=muong&file=csv").content.decode("utf-8-sig").splitlines()

    assert (len(articles), articles[2][:6]) == (3, "'=Chợ,")
    assert telephones[2:] == ["03445,Muong Te,Trạm,Station,0213 1"]
    for address in ("/news/?section=news&file=xlsx", "/news/telephones/?file=xlsx"):
        assert load_workbook(BytesIO(editor.get(address).content)).worksheets[0].max_row > 2
    assert Entry.objects.filter(action__in=["news.export", "telephones.export"]).count() == 4
