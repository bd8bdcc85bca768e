import assert from "node:assert/strict";
import { test } from "node:test";

import { vectors } from "./vectors.js";
import { fromHex, toBase64Url } from "../../../src/bluezone/citizen/pages/core/bytes.js";
import { openStore } from "../../../src/bluezone/citizen/pages/core/sealed_store.js";
import { openDevice } from "../../../src/bluezone/citizen/pages/device/browser.js";
import { DAYS, EXPOSURES, STATUS, checked } from "../../../src/bluezone/citizen/pages/device/port.js";

const venues = vectors("venues.json");
const feeds = vectors("feeds.json");
const [genuineKeys] = feeds.keys_cases;
const [genuine] = venues.code_cases;
const CODE = toBase64Url(fromHex(genuine.code));
const NOW = "2020-08-20T12:00:00Z";
const KEYS = "https://keys.example";
const file = (name) => feeds.feed_cases.find((each) => each.name === name).file;
const DRAFT = { exposures: [], symptoms: ["fever"], reach: { name: "", telephone: "" }, commune: "", note: "" };

/** A browser with a clock and a network that a test writes. */
async function browser({ files = {}, now = NOW, ...more } = {}) {
  const clock = { now: new Date(now) };
  const asked = [];
  const net = { files: { "/keys.json": genuineKeys.file, "/signed/news.json": file("genuine"), ...files }, mail: () => new Response("{}") };
  const fetch = async (address, options = {}) => {
    const path = address.replace(KEYS, "");
    asked.push({ path, ...options });
    if (path === "/v1/mail") return net.mail();
    if (net.files[path] === null) throw new TypeError("no network");
    return path in net.files ? new Response(net.files[path]) : new Response("", { status: 404 });
  };
  const config = { keys: KEYS, root_fingerprint: genuineKeys.root_fingerprint, publisher: { vi: "Sở Y tế", en: "Health Department" } };
  const store = await openStore({});
  store.trouble = null;
  const device = await openDevice({ ...config, ...more }, { store, now: () => clock.now, fetch });
  return { device, store, clock, asked, net };
}

/** A browser whose person is at the market, with a warning about it that the vectors hold. */
async function warned() {
  const made = await browser();
  const [warning] = venues.exposure_cases.filter((each) => each.name === "within");
  await made.device.checkIn(CODE);
  await made.store.put("venues", { hours: Buffer.from(warning.entries.join(""), "hex").toString("base64"), entries: 1 });
  await made.device.changeCheckIn((await made.device.checkins())[0].id, {});
  return made;
}

test("a browser says that it has no radio and counts nothing", async () => {
  const { device } = await browser();

  const status = checked(STATUS, await device.status());
  const days = checked(DAYS, await device.days());

  assert.deepEqual([status.host, status.radio, status.counting_since], ["browser", "none", null]);
  assert.equal(days.length, 14);
  assert.deepEqual(days[0], { day: "2020-08-20", encounters: 0, minutes: 0, near: 0, middle: 0, far: 0, measured: false });
  assert.equal(days[13].day, "2020-08-07");
});

test("the keys of a demo say so", async () => {
  const { device } = await browser();
  const before = await device.status();

  await device.set("trust", { keys: { keys: [{ id: "demo-feed-1" }] } });

  assert.deepEqual([before.demo, (await device.status()).demo], [false, true]);
});

test("a check brings news that somebody signed", async () => {
  const { device, asked } = await browser();

  const status = await device.check();

  assert.deepEqual([status.checked, status.check_error], [NOW, null]);
  const news = await device.settings("news");
  assert.equal(news.content.isolation_days, 14);
  assert.deepEqual(asked.map((each) => each.path), ["/keys.json", "/signed/news.json", "/signed/venues.json", "/signed/policy.json"]);
  assert.ok(asked.every((each) => each.credentials === "omit" && each.referrerPolicy === "no-referrer"));
});

test("a tampered feed is refused and the good one stays", async () => {
  const { device, net, clock } = await browser();
  await device.check();
  clock.now = new Date("2020-08-20T13:00:00Z");
  net.files["/signed/news.json"] = file("tampered");

  const status = await device.check();

  assert.deepEqual([status.checked, status.check_error], [NOW, "feed_signature_wrong"]);
  assert.equal((await device.settings("news")).content.isolation_days, 14);
});

test("an older feed is refused after a newer one", async () => {
  const { device, net } = await browser();
  await device.check();
  net.files["/signed/news.json"] = file("older");

  assert.equal((await device.check()).check_error, "feed_rolled_back");
});

test("without a network the last check stays and the trouble is said", async () => {
  const { device, net } = await browser();
  await device.check();
  net.files["/keys.json"] = null;

  const status = await device.check();

  assert.deepEqual([status.checked, status.check_error], [NOW, "unreachable"]);
});

test("a wrong root is believed nothing", async () => {
  const { device } = await browser({ root_fingerprint: "00".repeat(32) });

  const status = await device.check();

  assert.deepEqual([status.checked, status.check_error], [null, "keys_fingerprint_wrong"]);
  assert.equal(await device.settings("news"), null);
});

test("an installation that never told its fingerprint is believed nothing", async () => {
  const { device, asked } = await browser({ root_fingerprint: "" });

  assert.equal((await device.check()).check_error, "fingerprint_unknown");
  assert.deepEqual(asked, []);
});

test("a browser that lost its store says so when nothing worse is known", async () => {
  const { device, store } = await browser();
  store.trouble = "store_evicted";

  assert.equal((await device.status()).store_trouble, "store_evicted");
});

test("a check-in needs no network once the keys are known", async () => {
  const { device, net } = await browser();
  await device.check();
  net.files["/keys.json"] = null;

  const [visit] = await device.checkIn(CODE);

  assert.deepEqual([visit.name, visit.automatic, visit.end], ["Chợ San Thàng", true, "2020-08-20T14:00:00Z"]);
  assert.equal("marks" in visit, false);
});

test("a code that was replaced is noted only when its person wishes it nonetheless", async () => {
  const { device, store, clock } = await browser({ files: { "/signed/venues.json": file("venues") } });
  await device.check();

  await assert.rejects(device.checkIn(CODE), { name: "DeviceError", code: "venue_ended" });
  const before = await device.checkins();
  const [visit] = await device.checkIn(CODE, { ended: true });

  assert.deepEqual([before, visit.name], [[], "Chợ San Thàng"]);
  clock.now = new Date("2020-08-20T12:05:00Z");
  await store.put("venues", { hours: "", entries: 0 }); // as a program of last year kept it
  assert.equal((await device.checkIn(CODE)).length, 2);
});

test("a check-in without keys and without a network is refused with the reason", async () => {
  const { device } = await browser({ files: { "/keys.json": null } });

  await assert.rejects(device.checkIn(CODE), { name: "DeviceError", code: "keys_missing" });
});

test("a forged code is refused", async () => {
  const { device } = await browser();
  const forged = venues.code_cases.find((each) => each.error === "venue_signature_wrong");

  await assert.rejects(device.checkIn(toBase64Url(fromHex(forged.code))), { code: "venue_signature_wrong" });
  await assert.rejects(device.checkIn("not base64url!"), { code: "malformed" });
  assert.deepEqual(await device.checkins(), []);
});

test("times of a check-in can be corrected and the check-in removed", async () => {
  const { device } = await browser();
  const [{ id }] = await device.checkIn(CODE);

  const [changed] = await device.changeCheckIn(id, { end: "2020-08-20T12:30:00Z" });
  await assert.rejects(device.changeCheckIn(id, { end: "2020-08-20T11:00:00Z" }), { code: "check_in_order_wrong" });
  await assert.rejects(device.changeCheckIn("other", {}), { code: "check_in_unknown" });
  const after = await device.removeCheckIn(id);

  assert.deepEqual([changed.end, changed.automatic], ["2020-08-20T12:30:00Z", false]);
  assert.deepEqual(after, []);
});

test("check-ins are forgotten after fourteen days", async () => {
  const { device, clock } = await browser();
  await device.checkIn(CODE);
  clock.now = new Date("2020-09-03T13:59:59Z");
  const before = await device.checkins();
  clock.now = new Date("2020-09-03T14:00:00Z");

  assert.deepEqual([before.length, (await device.checkins()).length], [1, 0]);
});

test("who was at a warned place at that time is told, and nobody else learns of it", async () => {
  const { device, asked } = await warned();

  const [exposure, ...others] = checked(EXPOSURES, await device.exposures());

  assert.deepEqual(others, []);
  assert.deepEqual(
    [exposure.kind, exposure.place, exposure.day, exposure.minutes, exposure.start, exposure.end, exposure.level, exposure.policy],
    ["place", "Chợ San Thàng", "2020-08-20", 15, "2020-08-20T12:10:00Z", "2020-08-20T12:25:00Z", "high", 1],
  );
  assert.ok(asked.every((each) => each.method === undefined), "nothing was sent");
});

test("a warning that is told again keeps the moment at which it was first told", async () => {
  const { device, clock } = await warned();
  clock.now = new Date("2020-08-20T18:00:00Z");

  await device.check();

  assert.equal((await device.exposures())[0].told, NOW);
});

test("a warning goes with its check-in", async () => {
  const { device } = await warned();
  const [{ id }] = await device.checkins();

  await device.removeCheckIn(id);

  assert.deepEqual(await device.exposures(), []);
});

test("this browser has no keys to send", async () => {
  const { device } = await browser();

  await assert.rejects(device.reportPreview("12345678"), { code: "no_keys" });
  await assert.rejects(device.sendReport("mark", []), { code: "no_keys" });
  assert.deepEqual([await device.reportState(), await device.resumeReport()], [null, null]);
});

test("a letter shows exactly what it says, and to whom", async () => {
  const { device } = await warned();
  const [{ id }] = await device.exposures();

  const preview = await device.letterPreview({ ...DRAFT, exposures: [id], symptoms: ["sore-throat"] });

  assert.deepEqual([preview.recipient, preview.bytes], ["Sở Y tế", 4096]);
  assert.deepEqual(preview.report.encounters, [{ day: "2020-08-20", minutes: 15, band: null, kind: "place", place: "Chợ San Thàng" }]);
  assert.deepEqual([preview.report.written, preview.report.symptoms], ["2020-08-20", ["sore-throat"]]);
});

test("a letter that arrived marks the warnings it was about", async () => {
  const { device, asked } = await warned();
  const [{ id }] = await device.exposures();
  const { mark } = await device.letterPreview({ ...DRAFT, exposures: [id] });

  assert.deepEqual(await device.sendLetter(mark), { arrived: true });

  assert.equal((await device.exposures())[0].reported, true);
  const sent = asked.filter((each) => each.method === "POST");
  assert.deepEqual(sent.map((each) => [each.path, each.body.length]), [["/v1/mail", 4096]]);
});

test("after a lost answer the same bytes are sent again, and once they arrived never more", async () => {
  const { device, asked, net } = await warned();
  const { mark } = await device.letterPreview(DRAFT);
  const answers = [() => Promise.reject(new TypeError("lost")), () => new Response("", { status: 503 }), () => new Response("{}")];
  net.mail = () => answers.shift()();

  const outcomes = [await device.sendLetter(mark), await device.sendLetter(mark)];
  await device.check();
  outcomes.push(await device.sendLetter(mark));

  assert.deepEqual(outcomes, [{ arrived: false }, { arrived: false }, { arrived: true }]);
  const bodies = asked.filter((each) => each.path === "/v1/mail").map((each) => Buffer.from(each.body).toString("hex"));
  assert.equal(bodies.length, 3);
  assert.equal(new Set(bodies).size, 1);
});

test("a letter that nobody agreed to never leaves", async () => {
  const { device, asked } = await browser();
  await device.letterPreview(DRAFT);

  await device.check();

  assert.deepEqual(asked.filter((each) => each.path === "/v1/mail"), []);
  await assert.rejects(device.sendLetter("another"), { code: "letter_unknown" });
});

test("a letter with a command in place of a telephone is refused before it is sealed", async () => {
  const { device } = await browser();

  await assert.rejects(device.letterPreview({ ...DRAFT, reach: { name: "", telephone: "*100#" } }), { code: "malformed" });
});

test("settings are kept by name, not too long and not too many", async () => {
  const { device } = await browser();
  await device.set("choices", { language: "en" });

  assert.deepEqual(await device.settings("choices"), { language: "en" });
  await assert.rejects(device.set("Choices", {}), { code: "document_unknown" });
  await assert.rejects(device.set("notes", "x".repeat(65_536)), { code: "document_too_long" });
  for (const name of [..."abcdefghijklmnopqrstuvwxyz", "aa", "bb", "cc", "dd", "ee"]) await device.set(name, 1);
  await assert.rejects(device.set("one-more", 1), { code: "documents_full" });
  await device.set("choices", { language: "vi" });
});

test("after erasing the device answers nothing more", async () => {
  const { device } = await warned();

  await device.erase();

  for (const call of ["status", "checkins", "exposures", "check"]) await assert.rejects(device[call](), { code: "erased" });
});

