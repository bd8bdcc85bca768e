"""Writing the bulletin; every act is in the audit chain."""

from bluezone.authority.news.services.articles import (
    edit_article,
    move_article,
    publish_article,
    withdraw_article,
    words_of,
    write_article,
)
from bluezone.authority.news.services.bulletin import (
    TelephoneFacts,
    begin,
    content_at,
    remove_telephone,
    save_telephone,
    set_isolation,
)

__all__ = [
    "TelephoneFacts",
    "begin",
    "content_at",
    "edit_article",
    "move_article",
    "publish_article",
    "remove_telephone",
    "save_telephone",
    "set_isolation",
    "withdraw_article",
    "words_of",
    "write_article",
]
