"""Where the bucket of published files is, and with what it is opened.

`s3://BUCKET/PREFIX?endpoint=ADDRESS&region=NAME` names a bucket of any S3-compatible store, `file:///FOLDER` a folder.
Credentials are the usual ones: `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`, or the profile `AWS_PROFILE` of the file
`AWS_SHARED_CREDENTIALS_FILE`; never the address, which stands in process lists.
"""

from collections.abc import Mapping
from configparser import ConfigParser
from configparser import Error as BadFile
from datetime import timedelta
from pathlib import Path
from typing import Final

from bluezone.keyserver.bucket import Objects, address_in
from bluezone.protocol.errors import MalformedMessage, RuleViolation, Unavailable

PATIENCE: Final = timedelta(seconds=20)
"""How long one request may take, its repetitions included; the next look tries again."""
CREDENTIALS: Final = Path(".aws") / "credentials"
"""Where the file of credentials lies in a home."""


def opened(text: str, environment: Mapping[str, str]) -> Objects:
    """Return the bucket at an address.

    Args:
        text: As `address_in` reads it.
        environment: Of the process: credentials, or where their file is.

    Raises:
        MalformedMessage: The address or the file of credentials is none.
        RuleViolation: `objects_missing`: the library is not installed.
        Unavailable: The file of credentials cannot be read.
    """
    address = address_in(text)
    try:
        from bluezone.keyserver.object_store import ObjectStore  # noqa: PLC0415 -- an extra that most do without
    except ModuleNotFoundError as missing:
        raise RuleViolation("objects_missing", "a bucket needs `pip install 'bluezone[objects]'`") from missing
    return ObjectStore(address, _credentials(environment) if address.bucket else {}, patience=PATIENCE)


def profile_in(text: str, profile: str) -> dict[str, str]:
    """Return what a file of credentials says of a profile, in the words of its keys.

    Raises:
        MalformedMessage: It is no such file, or lacks the profile.
    """
    parser = ConfigParser(interpolation=None)
    try:
        parser.read_string(text)
    except BadFile as wrong:
        raise MalformedMessage("the file of credentials is no such file") from wrong
    if not parser.has_section(profile):
        raise MalformedMessage("the file of credentials lacks the profile")
    known = ("aws_access_key_id", "aws_secret_access_key", "aws_session_token")
    return {name: parser[profile][name] for name in known if name in parser[profile]}


def _credentials(environment: Mapping[str, str]) -> dict[str, str]:
    """Return credentials in the words of their file; none are looked for when the environment holds a key."""
    if "AWS_ACCESS_KEY_ID" in environment:
        return {}
    home = Path(environment.get("HOME", "/")) / CREDENTIALS
    path = Path(environment.get("AWS_SHARED_CREDENTIALS_FILE", home))
    if "AWS_SHARED_CREDENTIALS_FILE" not in environment and not path.exists():
        return {}
    try:
        text = path.read_text()
    except (OSError, UnicodeDecodeError) as wrong:
        raise Unavailable("the file of credentials cannot be read") from wrong
    return profile_in(text, environment.get("AWS_PROFILE", "default"))
