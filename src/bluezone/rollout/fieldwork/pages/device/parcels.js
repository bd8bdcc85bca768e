/** Parcels: envelopes sealed to the server, which any other telephone may carry and none can read. */

import { fromBase64Url, joined, sha256, toBase64Url, utf8 } from "#app/core/bytes.js";
import { hpke } from "#app/core/letter.js";
import { packed } from "../core/packing.js";

const INFO = utf8("bluezone-field");
const NAME_LENGTH = 12;

/**
 * Events on their way by another telephone or as a file; the same events make the same parcel's name.
 *
 * @param {import("./port.js").Work} work
 * @param {import("./port.js").FieldEvent[]} events
 * @param {import("./port.js").Envelope} envelope
 * @param {Date} at
 * @returns {Promise<import("./port.js").Parcel>}
 */
export async function sealedParcel(work, events, envelope, at) {
  const named = await sha256(utf8(events.map(({ id }) => id).join()));
  return {
    id: toBase64Url(named.subarray(0, NAME_LENGTH)),
    from: work.device.number,
    events: events.length,
    made_at: at.toISOString(),
    sealed: toBase64Url(await sealed(work.seal_key, await packed(envelope))),
  };
}

/** @param {string} key the server's X25519 key @param {import("#app/core/bytes.js").Bytes} plain */
async function sealed(key, plain) {
  const suite = await hpke();
  const recipientPublicKey = await suite.kem.deserializePublicKey(fromBase64Url(key).buffer);
  const { enc, ct } = await suite.seal({ recipientPublicKey, info: INFO.buffer }, plain.buffer);
  return joined(new Uint8Array(enc), new Uint8Array(ct));
}
