"""The clock that people's side follows in the journey of the health authority."""

from typing import ClassVar

from bluezone.protocol.clock import Clock


class Watched:
    """Whichever clock the journey conducts now."""

    clock: ClassVar[Clock]

    def now(self) -> object:
        return Watched.clock.now()


def watched() -> Watched:
    return Watched()
