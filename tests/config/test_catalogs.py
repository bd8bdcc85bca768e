"""Catalogs are compiled from their sources, without any tool."""

import gettext
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.config.catalogs import compiled, compiled_folder, messages
from bluezone.protocol.errors import MalformedMessage

SOURCE = r"""# The header
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=1; plural=0;\n"

#: console/home.html
msgid "Overview"
msgstr "Tổng quan"

msgid "%(count)d report"
msgid_plural "%(count)d reports"
msgstr[0] "%(count)d báo cáo"

msgctxt "to a person"
msgid ""
"Close "
"\"now\""
msgstr "Đóng "
"\"ngay\""

#, fuzzy
msgid "Guess"
msgstr "Đoán"

msgid "Nothing"
msgstr ""

#~ msgid "Gone"
#~ msgstr "Đã bỏ"
"""

texts = st.text(st.characters(exclude_characters="\x00\x04", exclude_categories=["Cs"]), min_size=1)


def read(catalog: dict[str, str]) -> gettext.GNUTranslations:
    header = {"": "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=1; plural=0;\n"}
    return gettext.GNUTranslations(io.BytesIO(compiled(header | catalog)))


def test_a_source_becomes_what_the_standard_library_reads() -> None:
    found = read(messages(SOURCE))

    assert found.gettext("Overview") == "Tổng quan"
    assert found.ngettext("%(count)d report", "%(count)d reports", 3) == "%(count)d báo cáo"
    assert found.pgettext("to a person", 'Close "now"') == 'Đóng "ngay"'


@pytest.mark.parametrize("message", ["Guess", "Nothing", "Gone"])
def test_what_is_fuzzy_empty_or_gone_is_left_in_english(message: str) -> None:
    assert read(messages(SOURCE)).gettext(message) == message


@given(st.dictionaries(texts, texts, max_size=20))
def test_every_catalog_survives_compilation(catalog: dict[str, str]) -> None:
    found = read(catalog)

    assert {key: found.gettext(key) for key in catalog} == catalog


@pytest.mark.parametrize("line", ["msgid Overview", 'msgid "Overview', "nonsense", "msgid 'Overview'", "msgid 3"])
def test_a_broken_line_is_named_by_its_number(line: str) -> None:
    with pytest.raises(MalformedMessage, match="line 2 of a catalog"):
        messages(f"\n{line}\n")


def plant(root: Path, application: str, text: str) -> None:
    file = root / application / "locale" / "vi" / "LC_MESSAGES" / "django.po"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def test_of_two_applications_the_first_one_counts(tmp_path: Path) -> None:
    plant(tmp_path, "first", 'msgid "Overview"\nmsgstr "Tổng quan"\n')
    plant(tmp_path, "second", 'msgid "Overview"\nmsgstr "Khác"\n\nmsgid "Map"\nmsgstr "Bản đồ"\n')

    folder = compiled_folder(["bluezone.first", "bluezone.second", "other"], tmp_path, ["vi", "en"], tmp_path / "cache")

    with (folder / "vi" / "LC_MESSAGES" / "django.mo").open("rb") as file:
        found = gettext.GNUTranslations(file)
    assert (found.gettext("Overview"), found.gettext("Map")) == ("Tổng quan", "Bản đồ")


def test_a_changed_source_is_compiled_again_and_an_unchanged_one_is_not(tmp_path: Path) -> None:
    plant(tmp_path, "first", 'msgid "Overview"\nmsgstr "Tổng quan"\n')
    before = compiled_folder(["bluezone.first"], tmp_path, ["vi"], tmp_path / "cache")
    same = compiled_folder(["bluezone.first"], tmp_path, ["vi"], tmp_path / "cache")
    plant(tmp_path, "first", 'msgid "Overview"\nmsgstr "Toàn cảnh"\n')

    after = compiled_folder(["bluezone.first"], tmp_path, ["vi"], tmp_path / "cache")

    assert before == same != after
