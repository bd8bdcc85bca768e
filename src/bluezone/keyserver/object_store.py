"""The objects of a bucket through `obstore`: S3 and all that speak like it, or a folder."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Final

import obstore
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import LocalStore, S3Store

from bluezone.keyserver.bucket import Address, caching, kind_of
from bluezone.protocol.errors import Unavailable

CONNECT: Final = timedelta(seconds=5)
RETRIES: Final = 2


class ObjectStore:
    """One bucket, and in it one prefix.

    Args:
        address: Where.
        credentials: As their file names them; empty: the environment's.
        patience: How long a request may take, its repetitions included.
    """

    def __init__(self, address: Address, credentials: Mapping[str, str], *, patience: timedelta) -> None:
        """Ask nothing yet."""
        self._prefix = f"{address.prefix}/" if address.bucket and address.prefix else ""
        self._is_folder = not address.bucket
        self._store = _folder(address) if self._is_folder else _bucket(address, credentials, patience)

    def sizes(self) -> Mapping[str, int]:
        """Return the size of everything that lies there, by its path."""
        with _told():
            found = [one for page in obstore.list(self._store, self._prefix or None) for one in page]
        return {one["path"].removeprefix(self._prefix): one["size"] for one in found}

    def get(self, path: str) -> bytes | None:
        """Return what lies at a path, None when nothing does."""
        with _told():
            try:
                return bytes(obstore.get(self._store, self._prefix + path).bytes())
            except (NotFoundError, FileNotFoundError):
                return None

    def put(self, path: str, content: bytes) -> None:
        """Put something at a path, whole or not at all; a folder knows no headers."""
        headers = {"Content-Type": kind_of(path), "Cache-Control": caching(path)}
        with _told():
            obstore.put(self._store, self._prefix + path, content, attributes=None if self._is_folder else headers)

    def remove(self, path: str) -> None:
        """Remove what lies at a path; what is gone already is gone."""
        with _told():
            try:
                obstore.delete(self._store, self._prefix + path)
            except (NotFoundError, FileNotFoundError):
                return


def _folder(address: Address) -> LocalStore:
    with _told():
        return LocalStore(address.prefix, mkdir=True)


def _bucket(address: Address, credentials: Mapping[str, str], patience: timedelta) -> S3Store:
    config = dict(credentials)
    if address.endpoint:
        config["aws_endpoint"] = address.endpoint
    if address.region:
        config["aws_region"] = address.region
    with _told():
        return S3Store(
            address.bucket,
            config=config,  # type: ignore[arg-type]  # the keys of a credentials' file are among those that it knows
            client_options={
                "allow_http": address.endpoint.startswith("http://"),
                "connect_timeout": CONNECT,
                "timeout": patience,
            },
            retry_config={"max_retries": RETRIES, "retry_timeout": patience},
        )


@contextmanager
def _told() -> Iterator[None]:
    """Tell a refusal by its kind alone: the store's own words name addresses and keys."""
    try:
        yield
    except (NotFoundError, FileNotFoundError):
        raise
    except (BaseError, OSError) as wrong:
        raise Unavailable(f"the bucket refuses ({type(wrong).__name__})") from wrong
