import assert from "node:assert/strict";
import { test } from "node:test";

import { correction, generate } from "lean-qr";
import { fromBase45, toBase45 } from "#field/core/base45.js";
import { cargoIn, cargoInFile, fileText, parcelBytes, receiptBytes } from "#field/core/cargo.js";
import { Catch, LARGEST, QR_VERSION, crc32, framesOf, readFrame } from "#field/core/frames.js";
import { packed } from "#field/core/packing.js";
import { gunzipSync } from "node:zlib";
import { fromBase64Url, toBase64Url, utf8 } from "#app/core/bytes.js";

/** Numbers from 0 up to 1 that are the same at every run. */
function chance(seed) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
const bytesFrom = (random, length) => Uint8Array.from({ length }, () => Math.floor(random() * 256));

/** Whatever a bad camera makes of frames: some lost, some twice, some late, some read wrong. */
function* seen(frames, random, { loss = 0.3, twice = 0.2, late = 0.3, flips = 0.05 } = {}) {
  const waiting = [];
  for (let number = 0; ; number += 1) {
    if (random() >= loss) waiting.push(frames.text(number));
    if (random() < twice && waiting.length) waiting.push(waiting.at(-1));
    while (waiting.length && random() >= late) {
      const [text] = waiting.splice(Math.floor(random() * waiting.length), 1);
      yield random() < flips ? flipped(text, random) : text;
    }
  }
}

function flipped(text, random) {
  const at = 4 + Math.floor(random() * (text.length - 4));
  return text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1);
}

test("base45 agrees with the examples of RFC 9285", () => {
  for (const [plain, written] of [["AB", "BB8"], ["Hello!!", "%69 VD92EX0"], ["base-45", "UJCLQE7W581"], ["ietf!", "QED8WEX0"], ["", ""]]) {
    assert.equal(toBase45(utf8(plain)), written);
    assert.deepEqual(fromBase45(written), utf8(plain));
  }
});

test("text that base45 never writes is refused", () => {
  for (const text of ["A", "ABCD", "GGW", ":::", "::", "ab8", "BB8é0"]) assert.throws(() => fromBase45(text), { name: "Malformed" });
});

test("the check is the CRC-32 that everybody knows", () => {
  assert.equal(crc32(utf8("123456789")), 0xcbf43926);
});

test("any content survives frames that are lost, doubled, shuffled and misread", () => {
  for (let seed = 1; seed <= 60; seed += 1) {
    const random = chance(seed);
    const content = bytesFrom(random, Math.floor(random() ** 3 * 20_000));
    const frames = framesOf(content);
    const caught = new Catch();
    let looks = 0;
    for (const text of seen(frames, random)) {
      looks += 1;
      assert.ok(looks < 3 * frames.count + 60, `seed ${seed}: ${looks} looks at ${frames.count} pieces`);
      if (caught.take(text) === "whole") break;
    }
    assert.deepEqual(caught.content, content, `seed ${seed}`);
  }
});

test("a phone that comes late needs hardly more frames than there are pieces", () => {
  const frames = framesOf(bytesFrom(chance(7), 20_000));
  const more = [];
  for (let start = 1_000; start < 1_000 + 40 * 97; start += 97) {
    const caught = new Catch();
    let number = start;
    while (caught.take(frames.text(number)) !== "whole") number += 1;
    more.push(number - start + 1 - frames.count);
  }
  const mean = more.reduce((sum, each) => sum + each, 0) / more.length;
  assert.ok(mean < 4 && Math.max(...more) < 14, `${mean} on average, ${Math.max(...more)} at most`);
});

test("the largest content is taken, and one byte more is not", () => {
  const content = bytesFrom(chance(3), LARGEST);
  const [frames, caught] = [framesOf(content), new Catch()];
  for (let number = 70; caught.take(frames.text(number)) !== "whole"; number += 1) assert.ok(number < 500);
  assert.deepEqual(caught.content, content);
  assert.throws(() => framesOf(new Uint8Array(LARGEST + 1)), RangeError);
});

test("two parcels that take turns on the screen are told apart", () => {
  const random = chance(11);
  const [one, other] = [bytesFrom(random, 3_000), bytesFrom(random, 5_000)];
  const caught = new Catch();
  const whole = [];
  for (let number = 0; whole.length < 2; number += 1) {
    for (const frames of [framesOf(one), framesOf(other)]) {
      if (caught.take(frames.text(number)) === "whole") whole.push(caught.content);
    }
  }
  assert.deepEqual(whole, [one, other]);
  assert.equal(caught.take(framesOf(one).text(4)), "known");
});

test("what is no frame of ours is refused", () => {
  const good = framesOf(utf8("a parcel")).text(0);
  const caught = new Catch();
  assert.equal(caught.take("https://shop.example/"), "foreign");
  assert.equal(caught.take(""), "foreign");
  for (const text of ["BZ1:", "BZ1:0", good.slice(0, -3), `${good}000`, good.toLowerCase().replace("bz1", "BZ1"), `BZ1:${toBase45(new Uint8Array(400))}`]) {
    assert.equal(caught.take(text), "damaged", text);
  }
  assert.deepEqual(caught.progress, { known: 0, count: 0 });
});

test("one letter read wrong is always noticed", () => {
  const random = chance(5);
  const frames = framesOf(bytesFrom(random, 900));
  for (let number = 0; number < 200; number += 1) assert.equal(readFrame(flipped(frames.text(number), random)), "damaged");
});

test("garbage of any kind never becomes a content", () => {
  const random = chance(9);
  const caught = new Catch();
  for (let turn = 0; turn < 500; turn += 1) {
    const text = `BZ1:${toBase45(bytesFrom(random, Math.floor(random() * 400)))}`;
    assert.equal(caught.take(text), "damaged");
  }
  assert.equal(caught.content, null);
});

test("the largest frame fits a code that a cheap camera reads, in letters of the alphanumeric mode", () => {
  const frames = framesOf(bytesFrom(chance(2), 30_000));
  const bitmap = generate(frames.text(500), { minCorrectionLevel: correction.L });
  assert.match(frames.text(500), /^[0-9A-Z $%*+\-./:]+$/);
  assert.equal(bitmap.size, 17 + 4 * QR_VERSION);
});

const PARCEL = { id: "0192f0c1-0000-7000-8000-000000000001", from: 3, events: 42, made_at: "2026-11-24T08:00:00.000Z", sealed: toBase64Url(bytesFrom(chance(1), 77)) };
const RECEIPT = { body: toBase64Url(utf8('{"v":1}')), signature: toBase64Url(new Uint8Array(64)) };

test("parcels and receipts come back from bytes and from a file as they were", () => {
  assert.deepEqual(cargoIn(parcelBytes(PARCEL)), { parcels: [PARCEL], receipts: [] });
  assert.deepEqual(cargoIn(receiptBytes([RECEIPT, RECEIPT])), { parcels: [], receipts: [RECEIPT, RECEIPT] });
  const cargo = { parcels: [PARCEL], receipts: [RECEIPT] };
  assert.deepEqual(cargoInFile(utf8(fileText(cargo))), cargo);
});

test("a broken or foreign file is told, whatever it holds", () => {
  const whole = fileText({ parcels: [PARCEL], receipts: [] });
  const random = chance(4);
  for (const text of ["", "{}", "[]", "null", "PK\u0003\u0004", whole.slice(0, -5), whole.replace(":1,", ":2,"), whole.replace("42", '"42"')]) {
    assert.throws(() => cargoInFile(utf8(text)), { name: "Malformed" }, text);
  }
  for (let turn = 0; turn < 300; turn += 1) {
    assert.throws(() => cargoInFile(bytesFrom(random, 40)), { name: "Malformed" });
    assert.throws(() => cargoIn(bytesFrom(random, Math.floor(random() * 60))), { name: "Malformed" });
  }
});

test("two hundred visits are small enough for eight seconds of codes", async () => {
  const random = chance(6);
  const hex = (length) => Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join("");
  const events = Array.from({ length: 200 }, (_, at) => ({
    id: `0192f0c1-${hex(4)}-7${hex(3)}-8${hex(3)}-${hex(12)}`, seq: at + 1, at: new Date(Date.UTC(2026, 10, 24) + at * 217_333).toISOString(), up: 1000 + at * 217_333,
    kind: "visit", list: "3f9a1c20-b7d8-4e55-96ab-10c2d3e4f506", household: String(at + 1), outcome: ["helped", "already", "not_home"][at % 3],
    phones: at % 4, with_radio: at % 2, browser_only: 0, revisit_on: null, language: null, round: null,
  }));
  const bundle = utf8(JSON.stringify({ v: 1, device: "3f9a1c20-b7d8-4e55-96ab-10c2d3e4f507", made_at: "2026-11-24T08:00:00.000Z", events }));
  const signature = bytesFrom(random, 64);

  const small = await packed({ bundle: toBase64Url(bundle), signature: toBase64Url(signature) });

  assert.deepEqual(new Uint8Array(gunzipSync(small)), Uint8Array.from([...signature, ...bundle]));
  assert.ok(framesOf(small).count <= 40, `${bundle.length} bytes became ${small.length}`);
  assert.deepEqual(fromBase64Url(toBase64Url(small)), small);
});
