import assert from "node:assert/strict";
import { test } from "node:test";

import { adviceFor } from "../../../src/bluezone/citizen/pages/core/advice.js";

const NEWS = {
  advice: [
    { id: "warned", title: { vi: "Khi được báo", en: "When warned" }, text: { vi: "Bình tĩnh.\n\nLàm ngay:\n- Ở nhà\n- Gọi\n\n- Sau", en: "Be calm.\n\n- Stay\n- Call" } },
    { id: "plain", title: { vi: "Chữ", en: "" }, text: { vi: "Không có danh sách.", en: "" } },
  ],
};

test("the steps are the first list of the authority's words", () => {
  const said = adviceFor(NEWS, "warned", "vi");

  assert.deepEqual(said?.steps, ["Ở nhà", "Gọi"]);
  assert.equal(adviceFor(NEWS, "warned", "en")?.title, "When warned");
});

test("advice without a list keeps its whole text, in the language that it has", () => {
  assert.deepEqual(adviceFor(NEWS, "plain", "en"), { title: "Chữ", text: "Không có danh sách.", steps: [] });
});

test("where the bulletin says nothing there is no advice", () => {
  assert.deepEqual([adviceFor(NEWS, "other", "vi"), adviceFor(null, "warned", "vi"), adviceFor({}, "warned", "vi")], [null, null, null]);
});

test("a long list is left to the whole text", () => {
  const long = { advice: [{ ...NEWS.advice[0], text: { vi: Array.from({ length: 30 }, (_, at) => `- ${at}`).join("\n"), en: "" } }] };

  assert.equal(adviceFor(long, "warned", "vi")?.steps.length, 8);
});
