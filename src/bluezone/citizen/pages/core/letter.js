/**
 * Letters: what a warned person tells the health authority, sealed so that nobody on the way can read it.
 *
 * The same bytes as `bluezone.protocol.exposure_report`: 4 bytes that name the mail key, then HPKE (RFC 9180) in base
 * mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM. A letter has 4,096 bytes whatever it says.
 */

import { bigEndian, joined, utf8 } from "./bytes.js";
import { Refusal } from "./refusal.js";
import { between, day, fewOf, oneOf, optional, orNull, record, written } from "./shape.js";
import { checkKeysFresh, rawKey, shortId, validKeys } from "./trust.js";

/** @typedef {import("./bytes.js").Bytes} Bytes */
/** @typedef {import("./trust.js").KeySet} KeySet */
/** @typedef {import("./trust.js").TrustedKey} TrustedKey */
/** @typedef {import("../device/port.js").ExposureReport} ExposureReport */

/** Bytes of a sealed letter. */
export const LETTER_LENGTH = 4096;
const KEY_ID_LENGTH = 4;
const SHARE_LENGTH = 32;
const TAG_LENGTH = 16;
const PLAIN_LENGTH = LETTER_LENGTH - KEY_ID_LENGTH - SHARE_LENGTH - TAG_LENGTH;
const COUNT_LENGTH = 2;
/** The longest report that fits, in bytes of JSON. */
export const REPORT_LIMIT = PLAIN_LENGTH - COUNT_LENGTH;
const INFO = utf8("bluezone ExposureReport 1");

/**
 * The key that letters are sealed to: of those valid now, the one that became valid last. Codes `keys_expired`,
 * `mail_key_unknown`.
 *
 * @param {KeySet} keys
 * @param {Date} at
 * @returns {TrustedKey}
 */
export function mailKey(keys, at) {
  checkKeysFresh(keys, at);
  const valid = validKeys(keys, "mail", at).filter((key) => key.algorithm === "X25519");
  const [newest] = valid.sort((one, other) => Date.parse(other.valid_from) - Date.parse(one.valid_from));
  if (newest) return newest;
  throw new Refusal("mail_key_unknown", "the authority has no mail key now");
}

/** The bytes of a report as a letter holds them; code `report_too_long`. @param {ExposureReport} report @returns {Bytes} */
export function encoded(report) {
  const said = utf8(JSON.stringify(report));
  if (said.length <= REPORT_LIMIT) return said;
  throw new Refusal("report_too_long", `an exposure report has at most ${REPORT_LIMIT} bytes`);
}

const LINE = written(/^[^\x00-\x1f\x7f]*$/, 100); // eslint-disable-line no-control-regex -- they are what is refused
const BAND = oneOf("near", "middle", "far");
const ENCOUNTER = record({
  day,
  minutes: orNull(between(0, 1440)),
  band: orNull(BAND),
  kind: oneOf("person", "place"),
  place: optional(orNull(LINE), null),
});

/** A report as its reader takes it: what does not fit would be refused there, after it was sent. */
export const REPORT = record({
  version: between(1, 1),
  id: written(/^[A-Za-z0-9+/]{21}[AQgw]==$/),
  written: day,
  encounters: fewOf(ENCOUNTER, 64),
  symptoms: optional(fewOf(written(/^[a-z][a-z-]{0,31}$/), 32), []),
  reach: optional(record({ name: LINE, telephone: written(/^(\+?[0-9][0-9 .-]{1,22})?$/) }), { name: "", telephone: "" }),
  commune: optional(written(/^([0-9]{5})?$/), ""),
  note: optional(written(/^/, 280), ""),
});

/**
 * The letter that only the holder of the mail key can open; another one at each call. Keep it, to send the same again.
 *
 * @param {ExposureReport} report
 * @param {TrustedKey} key from `mailKey`
 * @param {CryptoKeyPair} [share] the ephemeral key, for a test; a fresh one otherwise
 * @returns {Promise<Bytes>}
 */
export async function sealed(report, key, share) {
  const said = encoded(report);
  const plain = joined(bigEndian(said.length, COUNT_LENGTH), said, new Uint8Array(PLAIN_LENGTH - COUNT_LENGTH - said.length));
  const suite = await hpke();
  const recipientPublicKey = await suite.kem.deserializePublicKey(rawKey(key).buffer);
  const { enc, ct } = await suite.seal({ recipientPublicKey, info: INFO.buffer, ekm: share }, plain.buffer);
  return joined(await shortId(key), new Uint8Array(enc), new Uint8Array(ct));
}

/** The HPKE suite; fetched only when somebody writes. */
export async function hpke() {
  const [core, x25519] = await Promise.all([import("@hpke/core"), import("@hpke/dhkem-x25519")]);
  return new core.CipherSuite({
    kem: new x25519.DhkemX25519HkdfSha256(),
    kdf: new x25519.HkdfSha256(),
    aead: new core.Aes256Gcm(),
  });
}
