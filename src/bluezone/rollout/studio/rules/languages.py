"""The languages in which the campaign may speak, and who has to have read a text before anybody else does.

The tags are those of BCP 47 as rollout facts, section 10 names them. Which of them fits the people of a commune, and how
the language is written there, is to be checked with a linguist; until a native speaker has read a text, it does not exist.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Language:
    """One language.

    Args:
        tag: Its BCP 47 tag.
        vi: What it is called in Vietnamese.
        en: What it is called in English.
        is_sure: Whether the tag needs no linguist.
    """

    tag: str
    vi: str
    en: str
    is_sure: bool = False

    def name(self, language: str) -> str:
        """Return what it is called; in Vietnamese unless English is asked for."""
        return self.en if language.startswith("en") else self.vi


LANGUAGES: Final = (
    Language("vi", "Tiếng Việt", "Vietnamese", is_sure=True),
    Language("en", "Tiếng Anh", "English", is_sure=True),
    Language("blt", "Tiếng Thái đen", "Tai Dam"),
    Language("twh", "Tiếng Thái trắng", "Tai Dón"),
    Language("hmn", "Tiếng Mông", "Hmong"),
    Language("ium", "Tiếng Dao", "Iu Mien"),
    Language("hni", "Tiếng Hà Nhì", "Hani"),
    Language("lhu", "Tiếng La Hủ", "Lahu"),
    Language("pcc", "Tiếng Giáy", "Bouyei"),
    Language("khb", "Tiếng Lự", "Lü"),
    Language("kjg", "Tiếng Khơ Mú", "Khmu"),
)
"""Every language, in the order in which pages show them."""
TAGS: Final = tuple(each.tag for each in LANGUAGES)
WRITTEN_HERE: Final = frozenset({"vi", "en"})
"""Languages whose texts come with Bluezone and need no native speaker's declaration."""


def named(tag: str) -> Language:
    """Return the language of a tag.

    Raises:
        KeyError: The campaign does not know it.
    """
    return {each.tag: each for each in LANGUAGES}[tag]


def needs_native(tag: str) -> bool:
    """Return whether a native speaker has to have read a text of this language before anybody prints it."""
    return tag not in WRITTEN_HERE
