/**
 * An envelope made small before it is sealed: what is sealed cannot be made small any more, and a QR code is slow.
 *
 * Packed, an envelope is the gzip of the raw signature (64 bytes) and the bundle. Two hundred visits are some 8 KB so,
 * instead of 70. A browser that cannot compress (`CompressionStream` came with Chrome 80) seals the envelope's JSON;
 * the server tells both apart by the first byte, and opens both.
 */

import { fromBase64Url, joined, utf8 } from "#app/core/bytes.js";

/** @typedef {import("#app/core/bytes.js").Bytes} Bytes */

/**
 * Return the bytes of an envelope that are to be sealed.
 * @param {{bundle: string, signature: string}} envelope
 * @returns {Promise<Bytes>}
 */
export async function packed(envelope) {
  if (!("CompressionStream" in globalThis)) return utf8(JSON.stringify(envelope));
  const content = joined(fromBase64Url(envelope.signature, "signature"), fromBase64Url(envelope.bundle, "bundle"));
  const through = new Blob([content]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(through).arrayBuffer());
}
