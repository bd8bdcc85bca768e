import assert from "node:assert/strict";
import { test } from "node:test";

import { vectors } from "./vectors.js";
import { openDevice } from "../../../src/bluezone/citizen/pages/device/agent.js";
import { checkWhenOld } from "../../../src/bluezone/citizen/pages/device/checking.js";

const feeds = vectors("feeds.json");
const NOW = new Date("2020-08-20T12:00:00Z");
const STATUS = {
  version: 1,
  host: "agent",
  radio: "listening",
  paused_until: null,
  checked: "2020-08-20T11:30:00Z",
  check_error: null,
  store_trouble: null,
  now: "2020-08-20T12:00:00Z",
  demo: false,
  counting_since: "2020-08-07",
  withdrawn: [],
};

/** A page before an agent whose answers a test writes: a document, or [status, text]. */
async function page(answers, { token = "", bearer = "known" } = {}) {
  const asked = [];
  const kept = new Map(bearer ? [["bluezone-bearer", bearer]] : []);
  const storage = { getItem: (name) => kept.get(name) ?? null, setItem: (name, value) => kept.set(name, value), removeItem: (name) => kept.delete(name) };
  const fetch = async (address, options = {}) => {
    const call = `${options.method ?? "GET"} ${address}`;
    asked.push({ call, bearer: options.headers?.Authorization, body: options.body && JSON.parse(options.body) });
    const found = answers[call];
    if (found === undefined) throw new TypeError("nobody answers");
    const [status, text] = Array.isArray(found) && typeof found[1] === "string" ? found : [200, JSON.stringify(found)];
    return new Response(text, { status });
  };
  const open = () => openDevice({ keys: "https://keys.example", root_fingerprint: feeds.keys_cases[0].root_fingerprint }, { fetch, storage, token, now: () => NOW });
  return { open, asked, kept };
}

test("the token of the link is exchanged once and every call bears the answer", async () => {
  const { open, asked } = await page({ "POST device/v1/session": { bearer: "b-1" }, "GET device/v1/status": STATUS }, { token: "t-1", bearer: "" });

  const device = await open();
  await device.status();

  assert.deepEqual(asked, [
    { call: "POST device/v1/session", bearer: undefined, body: { token: "t-1" } },
    { call: "GET device/v1/status", bearer: "Bearer b-1", body: undefined },
  ]);
});

test("a link that is opened twice goes on with what it got the first time", async () => {
  const used = [401, '{"error":"token_wrong","message":"used"}'];
  const { open } = await page({ "POST device/v1/session": used, "GET device/v1/status": STATUS }, { token: "t-1" });

  const device = await open();

  assert.equal((await device.status()).host, "agent");
});

test("a token that opens nothing says why", async () => {
  const { open } = await page({ "POST device/v1/session": [401, '{"error":"token_wrong","message":"used"}'] }, { token: "t-1", bearer: "" });

  await assert.rejects(open(), { name: "DeviceError", code: "token_wrong" });
});

test("an agent that is not there is unreachable", async () => {
  const { open } = await page({});

  await assert.rejects((await open()).days(), { name: "DeviceError", code: "device_unreachable" });
});

const garbage = {
  "no JSON": [200, "<html>"],
  "an empty answer": [200, ""],
  "another shape": [200, "[]"],
  "a radio that is none": { ...STATUS, radio: "<b>" },
  "a moment that is none": { ...STATUS, now: "yesterday" },
  "a day that no calendar has": { ...STATUS, counting_since: "2020-02-30" },
  "a refusal without a code": [500, '{"detail":"oops"}'],
  "a very long answer": [200, `"${"x".repeat(4 * 1024 * 1024)}"`],
};
for (const [name, answer] of Object.entries(garbage)) {
  test(`garbage is never shown: ${name}`, async () => {
    const { open } = await page({ "GET device/v1/status": answer });

    await assert.rejects((await open()).status(), { name: "DeviceError", code: "device_garbled" });
  });
}

test("a message about garbage names the field and never the value", async () => {
  const { open } = await page({ "GET device/v1/status": { ...STATUS, now: "0912 345 678" } });

  await assert.rejects((await open()).status(), (wrong) => wrong.message.includes("now") && !wrong.message.includes("0912"));
});

test("fields of a later version are left out", async () => {
  const { open } = await page({ "GET device/v1/status": { ...STATUS, weather: "fine" } });

  assert.deepEqual(await (await open()).status(), STATUS);
});

test("what a rule refuses keeps its code", async () => {
  const { open } = await page({ "POST device/v1/report/preview": [409, '{"error":"code_unknown","message":"no such code"}'] });

  await assert.rejects((await open()).reportPreview("12345678"), { code: "code_unknown" });
});

test("days of a report are named either way", async () => {
  const days = [{ day: "2020-08-19", start: "2020-08-19T00:00:00Z", end: "2020-08-20T00:00:00Z" }, "2020-08-18"];
  const { open } = await page({ "GET device/v1/report": { stage: "published", days } });

  assert.deepEqual(await (await open()).reportState(), { stage: "published", days: ["2020-08-19", "2020-08-18"], kind: "report", revisable: false });
});

test("no report is null", async () => {
  const { open } = await page({ "GET device/v1/report": [200, "null"] });

  assert.equal(await (await open()).reportState(), null);
});

test("a check-in answers with all check-ins, however the agent answers", async () => {
  const visit = { id: "c1", name: "Chợ", type: 8, commune: "03386", start: "2020-08-20T11:00:00Z", end: "2020-08-20T13:00:00Z", automatic: true, version: 1 };
  const { open } = await page({ "POST device/v1/checkins": visit, "GET device/v1/checkins": [visit], "DELETE device/v1/checkins/c1": [] });

  const device = await open();

  assert.deepEqual(await device.checkIn("AAAA"), [visit]);
  assert.deepEqual(await device.removeCheckIn("c1"), []);
});

test("a check also brings the news, verified here", async () => {
  const { open, asked } = await page({
    "GET device/v1/settings/trust": [200, "null"],
    "PUT device/v1/settings/news": [200, "{}"],
    "PUT device/v1/settings/trust": [200, "{}"],
    "POST device/v1/check": STATUS,
    "GET https://keys.example/keys.json": [200, feeds.keys_cases[0].file],
    "GET https://keys.example/signed/news.json": [200, feeds.feed_cases[0].file],
  });

  await (await open()).check();

  const news = asked.find((each) => each.call === "PUT device/v1/settings/news");
  assert.equal(news.body.content.isolation_days, 14);
  assert.equal(asked.find((each) => each.call.startsWith("GET https:")).bearer, undefined);
});

test("a check without a key server is still a check of the agent", async () => {
  const { open } = await page({ "GET device/v1/settings/trust": [200, "null"], "POST device/v1/check": STATUS });

  assert.equal((await (await open()).check()).host, "agent");
});

test("what was checked within the hour is not checked again", async () => {
  const counted = { checks: 0, status: async () => STATUS, check: async () => (counted.checks += 1) };

  const fresh = await checkWhenOld(counted);
  counted.status = async () => ({ ...STATUS, checked: "2020-08-20T10:59:59Z" });
  const old = await checkWhenOld(counted);
  counted.status = async () => ({ ...STATUS, check_error: "unreachable" });
  const failed = await checkWhenOld(counted);

  assert.deepEqual([fresh, old, failed, counted.checks], [false, true, true, 2]);
});

test("after erasing, the bearer is forgotten", async () => {
  const { open, kept } = await page({ "POST device/v1/erase": [200, "{}"] });

  await (await open()).erase();

  assert.equal(kept.size, 0);
});
