import assert from "node:assert/strict";
import { test } from "node:test";

import { fromBase64, fromHex, toBase64, toHex, utf8 } from "../../../src/bluezone/citizen/pages/core/bytes.js";
import { LETTER_LENGTH, REPORT, REPORT_LIMIT, encoded, hpke, mailKey, sealed } from "../../../src/bluezone/citizen/pages/core/letter.js";
import { KEY_SET, shortId } from "../../../src/bluezone/citizen/pages/core/trust.js";
import { answered, vectors } from "./vectors.js";

const golden = vectors("mail.json");
const AT = new Date("2020-08-20T12:00:00Z");
const key = (more = {}) => ({
  id: "mail-1",
  use: "mail",
  algorithm: "X25519",
  public_key: golden.public_key,
  valid_from: "2020-01-01T00:00:00Z",
  valid_until: "2021-01-01T00:00:00Z",
  ...more,
});
const keySet = (...keys) => KEY_SET({ sequence: 1, issued: "2020-01-01T00:00:00Z", expires: "2021-01-01T00:00:00Z", keys });

test("the sealing agrees with the vector of RFC 9180", async () => {
  const { rfc } = golden;
  const [core, x25519] = await Promise.all([import("@hpke/core"), import("@hpke/dhkem-x25519")]);
  const kem = new x25519.DhkemX25519HkdfSha256();
  const suite = new core.CipherSuite({ kem, kdf: new x25519.HkdfSha256(), aead: new core.Aes128Gcm() });
  const ekm = await kem.deriveKeyPair(fromHex(rfc.ikmE).buffer);
  const recipientPublicKey = await kem.deserializePublicKey(fromHex(rfc.pkRm).buffer);

  const found = await suite.seal({ recipientPublicKey, info: fromHex(rfc.info).buffer, ekm }, fromHex(rfc.pt).buffer, fromHex(rfc.aad).buffer);

  assert.deepEqual([toHex(new Uint8Array(found.enc)), toHex(new Uint8Array(found.ct))], [rfc.pkEm, rfc.ct]);
});

test("a letter is the same, byte for byte, as the servers seal it", async () => {
  const written = golden.letter_cases.filter((each) => ["full", "least"].includes(each.name));
  assert.equal(written.length, 2);
  for (const each of written) {
    const share = await (await hpke()).kem.deriveKeyPair(fromHex(each.ikmE).buffer);

    const letter = await sealed(JSON.parse(each.says.report), key(), share);

    assert.equal(toBase64(letter), each.letter, each.name);
  }
});

test("every letter has one length and never the same bytes twice", async () => {
  const [full, least] = golden.report_cases.slice(0, 2).map((each) => JSON.parse(each.json));

  const letters = await Promise.all([sealed(full, key()), sealed(full, key()), sealed(least, key())]);

  assert.deepEqual(letters.map((letter) => letter.length), [LETTER_LENGTH, LETTER_LENGTH, LETTER_LENGTH]);
  assert.equal(new Set(letters.map(toHex)).size, 3);
});

test("a letter names its key by the first four bytes of its hash", async () => {
  const found = await shortId(key());

  assert.equal(toHex(found), golden.key_id);
});

// A text longer than a letter is its reader's case: a writer of the same report leaves the blanks out.
for (const each of golden.report_cases.filter(({ name }) => name !== "longer than a letter")) {
  test(`exposure report: ${each.name}`, async () => {
    const found = await answered(() => {
      const report = REPORT(asJson(each.json));
      return { report: new TextDecoder().decode(encoded(report)) };
    });

    const refused = "error" in each || "error" in found;
    assert.equal("error" in found, "error" in each);
    if (!refused) assert.deepEqual(JSON.parse(found.says.report), JSON.parse(each.says.report));
  });
}

const asJson = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

test("a report too long for a letter is refused, not cut", async () => {
  const [least] = golden.report_cases.filter((each) => each.name === "least");
  const long = { ...JSON.parse(least.json), note: "x".repeat(REPORT_LIMIT) };

  const found = await answered(() => sealed(long, key()));

  assert.deepEqual(found, { error: "report_too_long" });
});

test("the newest valid mail key is taken", () => {
  const keys = keySet(
    key(),
    key({ id: "mail-2", valid_from: "2020-06-01T00:00:00Z" }),
    key({ id: "mail-3", valid_from: "2020-09-01T00:00:00Z" }),
    key({ id: "feed-1", use: "feed", valid_from: "2020-07-01T00:00:00Z" }),
  );

  assert.equal(mailKey(keys, AT).id, "mail-2");
});

test("without a mail key nothing is sealed", async () => {
  const found = await answered(() => mailKey(keySet(), AT));

  assert.deepEqual(found, { error: "mail_key_unknown" });
});

test("stale keys seal nothing", async () => {
  const found = await answered(() => mailKey(keySet(key()), new Date("2022-01-01T00:00:00Z")));

  assert.deepEqual(found, { error: "keys_expired" });
});

test("base64 goes there and back", () => {
  for (const length of [0, 1, 2, 3, 100, 20_000]) {
    const bytes = Uint8Array.from({ length }, (_, at) => at % 251);

    assert.deepEqual(fromBase64(toBase64(bytes)), bytes);
  }
  assert.throws(() => fromBase64("AA=A"), /base64/);
  assert.equal(utf8("Lò").length, 3);
});
