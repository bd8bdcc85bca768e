"""The lead: of all key servers on the same records, the one that does the hourly work now."""

from typing import Final, Protocol


class Lead(Protocol):
    """Lets one server at a time do the hourly work, and tells the others what was done."""

    def take(self) -> bool:
        """Return whether this server may do the hourly work now; then nobody else may before `give_back`.

        Raises:
            Unavailable: The records do not answer.
        """
        ...

    def last(self) -> int:
        """Return the hour, counted from 1970, whose work was done last by any server; -1 if nobody knows."""
        ...

    def give_back(self, done: int | None) -> None:
        """Let others do the hourly work; `done` is the hour whose work is done."""
        ...


class Alone:
    """The lead of a server that shares its records with nobody."""

    def take(self) -> bool:
        """Return that it may."""
        return True

    def last(self) -> int:
        """Return that nobody knows: what this process did it knows by itself."""
        return -1

    def give_back(self, done: int | None) -> None:
        """Do nothing."""


ALONE: Final = Alone()
