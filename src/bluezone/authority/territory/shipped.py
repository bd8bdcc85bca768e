"""The provinces whose facts come with Bluezone."""

from importlib.resources import files
from typing import Final

from bluezone.authority.territory.province_files import HEADERS

SHIPPED: Final = ("lai-chau",)


def shipped(province: str) -> dict[str, str]:
    """Return the texts of a shipped province's CSV files by name.

    Raises:
        KeyError: No such province is shipped.
    """
    if province not in SHIPPED:
        raise KeyError(province)
    folder = files("bluezone.authority.territory") / "data"
    return {name: (folder / f"{province}-{name}.csv").read_text(encoding="utf-8") for name in HEADERS}
