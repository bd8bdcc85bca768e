import assert from "node:assert/strict";
import { test } from "node:test";

import { closing, emptyDesk, isStanding, opened } from "#field/core/shift.js";
import { IDLE, IDLE_ON_SHIFT, lockWhenIdle } from "#field/device/idle.js";
import { ROUNDS, placeOf } from "#field/device/place.js";
import { openVault } from "#field/device/vault.js";
import { LIST, PIN, START, Site, browser, enrolledDevice, everything, reopened, response, visit } from "./world.js";

test("a device is made of a link and a PIN, walks, and hands in", async () => {
  const { vault, device, place } = await enrolledDevice();

  await vault.append("visit", visit(1));
  await vault.append("visit", visit(2, "not_home"));
  const walked = (await vault.households(LIST)).slice(0, 3).map((row) => row.s);
  const before = await vault.standing();
  const result = await vault.sync();

  assert.deepEqual(walked, ["helped", "not_home", null]);
  assert.deepEqual([before.unsent, before.sent, before.oldest], [2, 0, "2026-11-24T01:00:00.000Z"]);
  assert.deepEqual([result.sent, result.problem], [2, null]);
  assert.deepEqual([...device.events.keys()], [1, 2]);
  assert.deepEqual(await vault.standing(), { unsent: 0, oldest: null, sent: 2, carried: 0 });
  assert.equal((await (await reopened(place)).mine()).length, 2);
});

test("a lost answer of the enrolment, a reload, and the same link make one device", async () => {
  const site = new Site();
  const place = browser({ fetch: site.fetch });
  const first = await openVault(place);
  site.bend = async (_address, answer) => {
    await answer();
    throw new TypeError("the answer was lost");
  };
  await assert.rejects(first.enrol({ token: "link-1", pin: PIN }), { code: "offline" });
  site.bend = (_address, answer) => answer();

  const again = await openVault(place);
  const before = again.state();
  await again.enrol({ token: "link-1", pin: PIN });

  assert.deepEqual([first.state(), before, again.state(), site.devices.size], ["new", "new", "open", 1]);
});

const REFUSALS = {
  link_used: response(409, { error: "link_used" }),
  link_old: response(410, { error: "link_old" }),
  unreachable: response(503, { error: "later" }),
  offline: response(200, "<html>a portal</html>"),
};

for (const [code, answer] of Object.entries(REFUSALS)) {
  test(`an enrolment that ends with ${code} makes no device`, async () => {
    const vault = await openVault(browser({ fetch: async () => answer }));

    await assert.rejects(vault.enrol({ token: "link-1", pin: PIN }), { code });

    assert.deepEqual([vault.state(), vault.trouble()], ["new", null]);
  });
}

test("a PIN has at least six characters, and a device is made once", async () => {
  const { vault } = await enrolledDevice();
  const fresh = await openVault(browser());

  await assert.rejects(fresh.enrol({ token: "link-1", pin: "12345" }), { code: "pin_short" });
  await assert.rejects(vault.changePin(PIN, "12345"), { code: "pin_short" });
  await assert.rejects(vault.enrol({ token: "link-2", pin: PIN }), { code: "enrolled" });
});

test("two tabs that take one link make one device", async () => {
  const site = new Site();
  const place = browser({ fetch: site.fetch });
  const tabs = [await openVault(place), await openVault(place)];

  const ends = await Promise.allSettled(tabs.map((tab) => tab.enrol({ token: "link-1", pin: PIN })));

  assert.ok(ends.some(({ status }) => status === "fulfilled"));
  const opened = await reopened(place);
  assert.equal(opened.state(), "open");
  assert.equal((await opened.work()).device.number, site.devices.size);
});

test("persistence is asked for at the enrolment, and a refusal changes nothing", async () => {
  let asked = 0;
  const storage = { persist: async () => Promise.reject(new Error(`asked ${(asked += 1)}`)) };

  const { vault } = await enrolledDevice({ more: { navigator: { storage } } });

  assert.deepEqual([asked, vault.state()], [1, "open"]);
});

test("a locked vault tells nothing, and opens without a network", async () => {
  const { site, place, vault } = await enrolledDevice();
  await vault.append("visit", visit(1));
  site.bend = () => Promise.reject(new TypeError("no network"));

  vault.lock();

  assert.equal(vault.state(), "locked");
  for (const act of [() => vault.work(), () => vault.mine(), () => vault.sync(), () => vault.append("visit", visit(2)), () => vault.get("x")]) {
    await assert.rejects(act(), { code: "locked" });
  }
  assert.equal((await reopened(place)).state(), "open");
});

test("a vault that nobody uses for ten minutes locks, also where the page slept", async () => {
  const { vault } = await enrolledDevice();
  const target = new EventTarget();
  let clock = 0;
  const stop = lockWhenIdle(vault, { target, clock: () => clock });

  clock = IDLE - 1;
  target.dispatchEvent(new Event("pointerdown"));
  clock += IDLE - 1;
  target.dispatchEvent(new Event("visibilitychange"));
  const used = vault.state();
  clock += 1;
  target.dispatchEvent(new Event("pointerdown"));
  stop();

  assert.deepEqual([used, vault.state()], ["open", "locked"]);
});

test("while a shift is open a quiet hour passes before the vault locks; once it is closed, ten minutes", async () => {
  const shift = { shift: "s", gate: "1", number: 1, day: "2026-11-24", since: new Date(START).toISOString() };
  for (const [open, quiet] of [[opened(emptyDesk(), shift), IDLE_ON_SHIFT], [closing(opened(emptyDesk(), shift)), IDLE], [emptyDesk(), IDLE]]) {
    const { vault } = await enrolledDevice();
    const target = new EventTarget();
    let clock = START;
    const stop = lockWhenIdle(vault, { target, clock: () => clock });
    await vault.change("gate", () => open);
    await new Promise((resolve) => void setTimeout(resolve, 250));

    clock += quiet - 1;
    target.dispatchEvent(new Event("visibilitychange"));
    const before = vault.state();
    clock += 1;
    target.dispatchEvent(new Event("visibilitychange"));
    stop();

    assert.deepEqual([before, vault.state()], ["open", "locked"]);
  }
});

test("a shift that was forgotten yesterday keeps no vault open", () => {
  const desk = opened(emptyDesk(), { shift: "s", gate: "1", number: 1, day: "2026-11-24", since: new Date(START).toISOString() });

  const standing = [0, 14, 15].map((hours) => isStanding(desk, new Date(START + hours * 3_600_000)));

  assert.deepEqual([standing, isStanding(null, new Date(START))], [[true, true, false], false]);
});

test("erasing leaves nothing, and the telephone can be given anew", async () => {
  const { place, vault } = await enrolledDevice();
  await vault.append("visit", visit(1));
  await vault.change("gate", () => 1);

  await vault.erase();

  const held = Object.values(await everything(place)).flatMap(({ keys }) => keys);
  assert.deepEqual([held, vault.state(), vault.trouble()], [[], "new", null]);
  await assert.rejects(vault.mine(), { code: "new" });
  const again = await openVault(place);
  assert.deepEqual([again.state(), again.trouble()], ["new", null]);
  await vault.enrol({ token: "link-2", pin: PIN });
  assert.deepEqual(await vault.mine(), []);
});

test("small documents are kept, and two tabs lose none of each other's changes", async () => {
  const { place, vault } = await enrolledDevice();
  const other = await reopened(place);

  await Promise.all(Array.from({ length: 20 }, (_, at) => (at % 2 ? vault : other).change("taps", (before) => (before ?? 0) + 1)));

  assert.equal(await vault.get("taps"), 20);
  assert.equal(await vault.get("nothing"), null);
});

test("every change is heard, of this tab and of others, with what it means", async () => {
  const channels = [];
  class Channel extends EventTarget {
    constructor() {
      super();
      channels.push(this);
    }

    postMessage(data) {
      for (const each of channels) if (each !== this) each.dispatchEvent(new MessageEvent("message", { data }));
    }
  }
  const { place, vault } = await enrolledDevice({ more: { BroadcastChannel: Channel } });
  const other = await reopened(place);
  const heard = { here: 0, there: 0 };
  vault.onChange(() => void (heard.here += 1));
  const stop = other.onChange(() => void (heard.there += 1));
  const settled = () => new Promise((resolve) => void setTimeout(resolve, 20));

  await vault.append("visit", visit(1));
  await settled();
  const after = { ...heard };
  vault.lock();
  await settled();
  const locked = other.state();
  await other.unlock(PIN);
  await other.changePin(PIN, "271828");
  await vault.unlock("271828");
  await vault.erase();
  await settled();
  stop();

  assert.deepEqual(after, { here: 1, there: 1 });
  assert.deepEqual([locked, other.state(), vault.state()], ["locked", "new", "new"]);
});

test("a new PIN costs what OWASP asks for", () => {
  assert.equal(placeOf().rounds, ROUNDS);
  assert.ok(ROUNDS >= 600_000);
});
