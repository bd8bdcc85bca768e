"""Makes `feeds.json`, `venues.json` and `mail.json` of `tests/vectors`: `python -m tests.protocol.make_vectors`.

Everything follows from fixed seeds, so that the same files come out each time; a test holds that they do.
"""

import json
from typing import Any

from tests.protocol.vectors import FOLDER
from tests.protocol.vectors_feeds import feeds
from tests.protocol.vectors_mail import mail
from tests.protocol.vectors_venues import venues

FILES = {"feeds.json": feeds, "venues.json": venues, "mail.json": mail}


def text(found: Any) -> str:
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def main() -> None:
    for name, make in FILES.items():
        (FOLDER / name).write_text(text(make()), encoding="utf-8")


if __name__ == "__main__":
    main()
