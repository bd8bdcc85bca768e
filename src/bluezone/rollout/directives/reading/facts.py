"""A reading as plain facts for JSON: words, each with where it stands, and the simple ones once more at the top."""

from typing import TYPE_CHECKING, TypeAlias

from bluezone.rollout.directives.reading.pieces import (
    Actor,
    Addressee,
    Citation,
    Deadline,
    Finding,
    Item,
    Piece,
    ProposedTask,
    Reading,
    Recipient,
    Rule,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Fact: TypeAlias = "str | int | bool | Sequence[Fact] | Mapping[str, Fact] | None"


def facts(reading: Reading) -> dict[str, Fact]:
    """Return a reading as JSON has it; `start` and `end` count characters of the document in NFC with plain line ends."""
    dating = reading.dating
    return {
        "kind": reading.kind.value,
        "issuer": _words(reading.issuer),
        "symbol": reading.symbol.text if reading.symbol else None,
        "number": reading.symbol.number if reading.symbol else None,
        "subject": _words(reading.subject),
        "place": dating.place if dating else None,
        "date": {"day": dating.day, "month": dating.month, "year": dating.year} if dating else None,
        "cited": [_citation(each) for each in reading.cited],
        "addressees": [_addressee(each) for each in reading.addressees],
        "preamble": _piece(reading.preamble),
        "items": [_item(each) for each in reading.items],
        "tasks": [_task(each) for each in reading.tasks],
        "closing": _piece(reading.closing),
        "recipients": [_recipient(each) for each in reading.recipients],
        "signed_as": _piece(reading.signed_as),
        "annexes": [_piece(each) for each in reading.annexes],
        "findings": [_finding(each) for each in reading.findings],
        "places": {
            "issuer": _place(reading.issuer),
            "symbol": _place(reading.symbol.piece if reading.symbol else None),
            "subject": _place(reading.subject),
            "date": _place(dating.piece if dating else None),
        },
        "characters": len(reading.text),
    }


def rule_facts(rule: Rule | None) -> dict[str, Fact] | None:
    """Return a rule as JSON has it."""
    if rule is None:
        return None
    return {
        "kinds": [kind.value for kind in rule.kinds],
        "sector": rule.sector.value if rule.sector else None,
        "name": rule.name,
    }


def _words(piece: Piece | None) -> str | None:
    return piece.text if piece else None


def _place(piece: Piece | None) -> list[int] | None:
    return [piece.start, piece.end] if piece else None


def _piece(piece: Piece | None) -> dict[str, Fact] | None:
    return {"text": piece.text, "start": piece.start, "end": piece.end} if piece else None


def _standing(piece: Piece) -> dict[str, Fact]:
    return {"text": piece.text, "start": piece.start, "end": piece.end}


def _citation(cited: Citation) -> dict[str, Fact]:
    return {
        "symbol": cited.symbol,
        "kind": cited.kind,
        "issuer": cited.issuer,
        "date": cited.dated.isoformat() if cited.dated else None,
        "mentions": [_piece(each) for each in cited.mentions],
    }


def _actor(actor: Actor) -> dict[str, Fact]:
    return _standing(actor.piece) | {"rule": rule_facts(actor.rule), "implied": actor.implied}


def _addressee(addressee: Addressee) -> dict[str, Fact]:
    return _standing(addressee.piece) | {"actors": [_actor(each) for each in addressee.actors]}


def _recipient(recipient: Recipient) -> dict[str, Fact]:
    return _standing(recipient.piece) | {
        "role": recipient.role.value,
        "names": list(recipient.names),
        "marks": list(recipient.marks),
    }


def _item(item: Item) -> dict[str, Fact]:
    return {"label": item.label, "section": item.section, "broken": item.broken} | _standing(item.piece)


def _task(task: ProposedTask) -> dict[str, Fact]:
    return _standing(task.piece) | {
        "label": task.label,
        "modality": task.modality.value,
        "verb": _piece(task.verb),
        "actors": [_actor(each) for each in task.actors],
        "through": [_actor(each) for each in task.through],
        "audience": _piece(task.audience),
        "deadline": _deadline(task.deadline) if task.deadline else None,
    }


def _deadline(deadline: Deadline) -> dict[str, Fact]:
    due = deadline.due.isoformat() if deadline.due else None
    return _standing(deadline.piece) | {"due": due, "rhythm": deadline.rhythm}


def _finding(finding: Finding) -> dict[str, Fact]:
    place = _standing(finding.piece) if finding.piece else {}
    return {"code": finding.code, "suggestion": finding.suggestion} | place
