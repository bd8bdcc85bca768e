"""What a running key server signs with: looked at again each hour, so that keys are rotated without a restart."""

import logging
from datetime import datetime
from pathlib import Path

from bluezone.keyserver.signing import RENEWAL, KeyRing, current_keys, root_is_here
from bluezone.protocol.errors import MalformedMessage, RuleViolation
from bluezone.protocol.intervals import DAY

logger = logging.getLogger(__name__)


class KeyWatch:
    """The folder of signing keys, as the server last found it.

    Args:
        folder: Where key files are.
        ring: What was found at the start.
    """

    def __init__(self, folder: Path, ring: KeyRing) -> None:
        """Start with the keys of the start."""
        self._folder = folder
        self.ring = ring

    def look(self, at: datetime) -> KeyRing:
        """Return the keys that sign from now on; `keys.json` is renewed when it is time and the root key is there.

        A folder that is damaged, or another authority's, changes nothing: the keys in hand sign on, and the log says so.

        Args:
            at: The present moment.
        """
        try:
            found = self._ours(current_keys(self._folder, at=at))
        except (RuleViolation, MalformedMessage, OSError) as wrong:
            reason = wrong.strerror if isinstance(wrong, OSError) else str(wrong)
            logger.error("the folder of signing keys cannot be used, the keys in hand sign on: %s", reason)  # noqa: TRY400 -- the reason is one sentence; a traceback adds nothing
            found = self.ring
        if found.keys.sequence != self.ring.keys.sequence:
            logger.info("signing keys taken", extra={"keys": len(found.held), "keys_json": found.keys.sequence})
        self.ring = found
        self._warn(at)
        return found

    def _ours(self, found: KeyRing) -> KeyRing:
        if found.root_fingerprint != self.ring.root_fingerprint:
            raise RuleViolation("root_changed", "it holds keys of another root key")
        return found

    def _warn(self, at: datetime) -> None:
        left = self.ring.keys.expires - at
        if left > RENEWAL or root_is_here(self._folder):
            return
        if at >= self.ring.keys.expires:
            logger.error(
                "KEYS.JSON HAS EXPIRED and no phone believes this server: bring root.pem, `bluezone keys renew`"
            )
            return
        logger.warning(
            "KEYS.JSON EXPIRES SOON and the root key is away: bring root.pem, `bluezone keys renew`",
            extra={"days_left": left // DAY},
        )
