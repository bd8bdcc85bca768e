"""What the parts of the bulletin are called, in the languages of the catalogs."""

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from bluezone.authority.news.rules.texts import Section

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

SECTIONS: Final[dict[Section, "StrPromise"]] = {
    Section.NEWS: _("news"),
    Section.ADVICE: _("advice"),
    Section.FAQ: _("questions and answers"),
}
