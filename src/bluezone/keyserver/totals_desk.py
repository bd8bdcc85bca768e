"""The desk of totals: what the authority may know of a day, and its word on whether exports go on."""

from functools import partial

from bluezone.keyserver.parts import Parts
from bluezone.keyserver.tallies import ExportsState, told
from bluezone.protocol.totals import ExportsAct, ExportsRequest, ExportsResponse, TotalsRequest, TotalsResponse


async def totals(parts: Parts, request: TotalsRequest, _address: str) -> TotalsResponse:
    """Tell the totals of a UTC day that is over."""
    return told(await parts.writer.read(parts.store.tallies), request.day, parts.clock.now())


async def exports(parts: Parts, request: ExportsRequest, _address: str) -> ExportsResponse:
    """Say how exports stand, after what the authority decided."""
    if request.act is ExportsAct.ASK:
        return _said(await parts.writer.read(parts.store.exports_state))
    decide = partial(parts.store.decide_exports, request.act, request.most_keys, parts.clock.now())
    return _said(await parts.writer.alone(decide))


def _said(state: ExportsState) -> ExportsResponse:
    return ExportsResponse(held_by=state.held_by, since=state.since, most_keys=state.most_keys)
