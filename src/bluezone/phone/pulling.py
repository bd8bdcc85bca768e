"""Pulling: what is new at the key server, believed only as far as the root key's fingerprint reaches.

A pull is taken whole or refused whole: one export that is cut short, too long, wrongly signed or not the one in the
index refuses all of them, and the phone remembers nothing of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bluezone.phone.diary import CheckedExport
from bluezone.phone.sync import Sync
from bluezone.protocol.exports import Export
from bluezone.protocol.keys import DiagnosisKey
from bluezone.protocol.trust import Index, KeySet, TrustState, accept_export, accept_index, accept_keys


@dataclass(frozen=True, slots=True)
class Pull:
    """What one look at the key server brought.

    Args:
        trust: What is believed from now on.
        exports: The exports that are new to this phone.
        keys: The diagnosis keys in them; one that was revised comes with its newest report type.
        issued: When the authority signed the index.
        is_demo: Whether the authority is a demo's.
    """

    trust: TrustState
    exports: tuple[CheckedExport, ...]
    keys: tuple[DiagnosisKey, ...]
    issued: datetime
    is_demo: bool


async def pull(sync: Sync, trust: TrustState, known: Iterable[CheckedExport], *, at: datetime) -> Pull:
    """Return what is new at the key server.

    Args:
        sync: The way there.
        trust: What was believed so far.
        known: The exports that were taken before; they are not fetched again.
        at: The present moment.

    Raises:
        MalformedMessage: A file is not what it is called.
        RuleViolation: What `bluezone.protocol.trust` raises, or `export_withheld`.
        Unavailable: The key server does not answer.
    """
    trust, keys = accept_keys(trust, await sync.keys_document(), at=at)
    trust, index = accept_index(trust, await sync.index(), keys=keys, at=at)
    checked, found = await _new_exports(sync, index, keys, known=known, at=at)
    return Pull(trust, checked, found, index.issued, keys.is_demo)


async def _new_exports(
    sync: Sync, index: Index, keys: KeySet, *, known: Iterable[CheckedExport], at: datetime
) -> tuple[tuple[CheckedExport, ...], tuple[DiagnosisKey, ...]]:
    seen = {(export.name, export.sha256) for export in known}
    contents = {sha256 for _, sha256 in seen}
    checked: list[CheckedExport] = []
    found: dict[bytes, DiagnosisKey] = {}
    for file in index.exports:
        if (file.name, file.sha256) in seen:
            continue
        if file.sha256 in contents:
            checked.append(CheckedExport(file.name, file.sha256, file.end, 0))
            continue
        export = accept_export(file, await sync.export(file.name), keys=keys, at=at)
        contents.add(file.sha256)
        checked.append(CheckedExport(file.name, file.sha256, file.end, len(export.keys) + len(export.revised_keys)))
        found |= {key.key.secret: key for key in _published(export)}
    return tuple(checked), tuple(found.values())


def _published(export: Export) -> tuple[DiagnosisKey, ...]:
    return (*export.keys, *export.revised_keys)
