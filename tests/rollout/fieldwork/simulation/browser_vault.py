"""What a telephone's page in Chromium is told to do with the vault of its own modules, as functions of JavaScript.

`OPEN` comes first after each opening of a page; the others wait until the vault is open, as the screens lock it.
"""

from typing import Final

OPEN: Final = """async pin => {
  const { openVault } = await import("/field/device/vault.js");
  const { locks, storage } = navigator;
  const vault = await openVault({ navigator: { locks, storage, onLine: true }, sleep: async () => undefined });
  window.opened = async () => {
    while (vault.state() !== "open") await vault.unlock(pin);
    return vault;
  };
  await window.opened();
}"""
_FIELDS: Final = """
  const { list, fields, reason } = command;
  const beside = reason || fields.language;
  const counts = { list, ...(reason && { [reason]: 1 }), ...(fields.language && { language: fields.language }) };
  const vault = await window.opened();
  const kept = vault.append("visit", { list, ...fields }, beside ? counts : undefined);
"""
APPEND: Final = "async command => {" + _FIELDS + " return (await kept).id; }"
BEGIN_APPEND: Final = (
    "async command => {"
    + _FIELDS
    + """
  kept.catch(() => undefined);
  for (let turn = 0; turn < command.dies; turn += 1) await null;
}"""
)
KEPT_AT: Final = """async at => {
  const mine = await (await window.opened()).mine();
  return mine.filter((event) => event.at === new Date(at).toISOString()).map((event) => event.id);
}"""
WAIT_KEPT: Final = f"""async at => {{
  for (let turn = 0, end = 3_000; turn < end; turn += 1) {{
    const kept = await ({KEPT_AT})(at);
    if (kept.length) return kept;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }}
  return [];
}}"""
UNDO: Final = "async id => void await (await window.opened()).undo(id)"
SYNC: Final = "async () => (await window.opened()).sync()"
STANDING: Final = "async () => (await window.opened()).standing()"
MINE: Final = "async () => (await window.opened()).mine()"
SWEEP: Final = "async () => (await window.opened()).sweep()"
SHOWN: Final = """async more => {
  const { parcelBytes } = await import("/field/core/cargo.js");
  const { framesOf } = await import("/field/core/frames.js");
  const parcels = await (await window.opened()).parcels();
  return parcels.map((parcel) => {
    const shown = framesOf(parcelBytes(parcel));
    return Array.from({ length: 3 * shown.count + more }, (_, number) => shown.text(number));
  });
}"""
"""Codes that a telephone shows for each of its parcels."""
CAUGHT: Final = """async ({ texts, loss, seed }) => {
  const { cargoIn } = await import("/field/core/cargo.js");
  const { Catch } = await import("/field/core/frames.js");
  const caught = new Catch();
  let state = seed >>> 0;
  const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  const whole = texts.some((text, number) => random() >= loss && caught.take(texts[random() < 0.2 && number ? number - 1 : number]) === "whole");
  if (!whole) throw new Error("the codes ended before the parcel was whole");
  const vault = await window.opened();
  for (const parcel of [...cargoIn(caught.content).parcels, ...cargoIn(caught.content).parcels]) await vault.carry(parcel);
}"""
"""A camera that loses codes and sees some late; what it caught is carried, and offered once more."""
PARCELS: Final = """async () => {
  const parcels = await (await window.opened()).parcels();
  return { parcels, file: JSON.stringify({ bluezone_field: 1, parcels, receipts: [] }) };
}"""
RECEIPTS: Final = "async () => (await window.opened()).receipts()"
ACCEPT: Final = """async receipts => {
  let covered = 0;
  for (const receipt of receipts) covered += await (await window.opened()).accept(receipt).catch(() => 0);
  return covered;
}"""
MESSAGES: Final = """async () => {
  const { digestsOf } = await import("/field/core/digest_line.js");
  const vault = await window.opened();
  const [work, mine, { oldest }] = await Promise.all([vault.work(), vault.mine(), vault.standing()]);
  return digestsOf(work, mine, oldest).map((each) => each.line);
}"""
