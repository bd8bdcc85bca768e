import assert from "node:assert/strict";
import { test } from "node:test";

import { fromHex, toHex } from "../../../src/bluezone/citizen/pages/core/bytes.js";
import { marksIn } from "../../../src/bluezone/citizen/pages/core/contents.js";
import { KEY_SET } from "../../../src/bluezone/citizen/pages/core/trust.js";
import {
  VENUE_TYPES,
  changed,
  checkIn,
  codeIn,
  endedMark,
  hourMarks,
  momentText,
  placeExposures,
  published,
  readCode,
} from "../../../src/bluezone/citizen/pages/core/venues.js";
import { answered, expected, vectors } from "./vectors.js";

const golden = vectors("venues.json");
const keys = KEY_SET(golden.keys);
const typeOf = (word) => VENUE_TYPES.findIndex((type) => type.word === word);
const [genuine] = golden.code_cases;
const market = { ...genuine.says, type: typeOf(genuine.says.type), secret: fromHex(genuine.says.secret) };
const stayFrom = (start) => checkIn(market, new Date(start));

test("places have the same names and usual stays as on the servers", () => {
  const types = VENUE_TYPES.map((type, number) => ({ number, ...type }));

  assert.deepEqual(types, golden.types);
});

for (const each of golden.code_cases) {
  test(`venue code: ${each.name}`, async () => {
    const found = await answered(async () => {
      const code = await readCode(fromHex(each.code), keys, new Date(each.at));
      return { ...code, type: VENUE_TYPES[code.type].word, secret: toHex(code.secret) };
    });

    assert.deepEqual(found, expected(each));
  });
}

for (const each of golden.link_cases) {
  test(`link: ${each.name}`, async () => {
    const found = await answered(() => ({ code: toHex(codeIn(each.text)) }));

    assert.deepEqual(found, expected(each));
  });
}

test("an hour at a place has the value and the mask that a warning will name", async () => {
  for (const { secret, hour, value, mask } of golden.hours) {
    const found = await hourMarks(fromHex(secret), hour, 1);

    assert.deepEqual(found, [{ value, mask }]);
  }
});

test("an ended code has the mark that a feed lists among decoys", async () => {
  for (const { secret, mark } of golden.ended.marks) {
    assert.equal(await endedMark(fromHex(secret)), mark);
    assert.ok(marksIn(fromHex(golden.ended.padded)).has(mark));
  }
  assert.equal(marksIn(fromHex(golden.ended.padded)).size, 64);
});

for (const each of golden.check_in_cases) {
  test(`check-in at ${each.type}, ${each.start}`, async () => {
    const code = { ...market, type: typeOf(each.type), secret: fromHex(each.secret) };

    const found = await answered(async () => {
      const stay = await checkIn(code, new Date(each.start));
      return { ...stay, type: VENUE_TYPES[stay.type].word, marks: stay.marks.map(({ value, mask }) => [value, mask]) };
    });

    assert.deepEqual(found, expected(each));
  });
}

test("a check-in keeps no secret of the place", async () => {
  const stay = await stayFrom(genuine.at);

  assert.equal(JSON.stringify(stay).includes(genuine.says.secret), false);
});

for (const each of golden.change_cases) {
  test(`changed times: ${each.name}`, async () => {
    const stay = await stayFrom(each.check_in);

    const found = await answered(() => {
      const { start, end, automatic } = changed(stay, each.times);
      return { start, end, automatic };
    });

    assert.deepEqual(found, expected(each));
  });
}

for (const each of golden.exposure_cases) {
  test(`place warning: ${each.name}`, async () => {
    const entries = published(each.entries.map((entry) => fromHex(entry)));
    const stay = await stayFrom(each.check_in);

    const found = each.stays.flatMap((times, number) =>
      placeExposures({ ...stay, ...times }, entries).map((span) => ({
        stay: number,
        start: momentText(span.start),
        end: momentText(span.end),
      })),
    );

    assert.deepEqual(found, each.says);
  });
}
