import assert from "node:assert/strict";
import { test } from "node:test";

import { emptyWish, letterDraft, wishFault } from "../../../src/bluezone/citizen/pages/core/exposure_letter.js";

const meeting = (id, level = "high", reported = false) => ({ id, level, reported });
const WISH = { exposures: ["a"], symptoms: [], name: "", telephone: "", commune: "", note: "" };

test("only strong exposures that were not told yet are chosen beforehand", () => {
  const wish = emptyWish([meeting("a"), meeting("b", "low"), meeting("c", "high", true)]);

  assert.deepEqual(wish, WISH);
});

test("where there are only weak ones they are chosen", () => {
  assert.deepEqual(emptyWish([meeting("b", "low")]).exposures, ["b"]);
});

test("a letter may say nothing about its writer", () => {
  assert.equal(wishFault(WISH), null);
  assert.deepEqual(letterDraft(WISH).reach, { name: "", telephone: "" });
});

test("what the authority could not read is named before it is sealed", () => {
  const wishes = [
    { ...WISH, exposures: [] }, { ...WISH, telephone: "không có" }, { ...WISH, telephone: "12" }, { ...WISH, name: "x".repeat(101) }, { ...WISH, note: "x".repeat(281) },
  ];

  assert.deepEqual(wishes.map(wishFault), ["exposures", "telephone", "telephone", "name", "note"]);
});

test("a telephone number is taken as people write it", () => {
  assert.deepEqual(["0912 345 678", "+84 912-345-678", " 0912.345.678 "].map((telephone) => wishFault({ ...WISH, telephone })), [null, null, null]);
});

test("a draft has the words and codes that the protocol knows", () => {
  const draft = letterDraft({ ...WISH, symptoms: ["sore-throat", "fever"], name: " Lò\u0007 Văn A\n", commune: "03387", note: " chợ " });

  assert.deepEqual(draft, { exposures: ["a"], symptoms: ["sore-throat", "fever"], reach: { name: "Lò Văn A", telephone: "" }, commune: "03387", note: "chợ" });
  assert.equal(letterDraft({ ...WISH, commune: "school-12" }).commune, "");
});
