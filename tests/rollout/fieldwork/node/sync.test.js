import assert from "node:assert/strict";
import { test } from "node:test";

import { openVault } from "#field/device/vault.js";
import { LIST, PIN, Site, dice, enrolledDevice, receiptOf, reopened, response, visit } from "./world.js";

const NOTHING = { sent: 0, received: 0, carried: 0, refused: 0, problem: null };

async function walked(vault, count) {
  for (let door = 1; door <= count; door += 1) await vault.append("visit", visit(((door - 1) % 40) + 1));
}

test("450 visits leave in bundles of at most 200, and the work is fetched after them", async () => {
  const { site, vault, device } = await enrolledDevice();
  await walked(vault, 450);
  site.asked = [];

  const result = await vault.sync();

  assert.deepEqual(result, { ...NOTHING, sent: 450 });
  assert.equal(device.events.size, 450);
  assert.deepEqual(site.asked.map((address) => address.split("/")[2]), ["bundles", "bundles", "bundles", "work"]);
  assert.deepEqual(await vault.sync(), NOTHING);
});

test("a batch sent only half leaves again, whole, and every event is there once", async () => {
  const { site, vault, device } = await enrolledDevice();
  await walked(vault, 30);
  site.bend = async (address, answer) => {
    if (!address.endsWith("/bundles/")) return answer();
    throw new TypeError("the line broke while it was sent");
  };
  const cut = await vault.sync();
  site.bend = async (address, answer) => {
    if (!address.endsWith("/bundles/")) return answer();
    const said = JSON.parse(await (await answer()).text()); // the server kept half of what came, and says so
    for (const seq of [...device.events.keys()].slice(15)) device.events.delete(seq);
    site.bend = (_address, next) => next();
    return response(200, { ...said, receipt: await receiptOf(device.id, [[1, 15]]) });
  };
  const half = await vault.sync();

  assert.deepEqual([cut.sent, cut.problem], [0, "offline"]);
  assert.deepEqual([half.sent, half.problem], [30, null]);
  assert.equal(device.events.size, 30);
  assert.equal((await vault.standing()).unsent, 0);
});

test("a server error after the commit costs nothing: the same batch comes again, five times over", async () => {
  const { site, place, vault, device } = await enrolledDevice();
  await walked(vault, 10);
  let times = 0;
  site.bend = async (address, answer) => {
    const given = await answer();
    if (!address.endsWith("/bundles/")) return given;
    times += 1;
    return times < 5 ? response(500, "<h1>Server Error</h1>") : given;
  };

  const first = await vault.sync();
  const second = await vault.sync();

  assert.deepEqual([first.sent, first.problem], [0, "server"]);
  assert.deepEqual([second.sent, second.problem, times], [10, null, 5]);
  assert.equal(device.events.size, 10);
  assert.equal(place.slept.length, 3);
  assert.ok(place.slept[0] >= 500 && place.slept[0] < 1500 && place.slept[1] >= 1000 && place.slept[1] < 3000);
});

const LIES = {
  "a portal that answers HTML with 200": () => response(200, "<html>Welcome to this hotel</html>"),
  "a redirect": () => ({ status: 0, type: "opaqueredirect", text: async () => "" }),
  "JSON of somebody else": () => response(200, { ok: true }),
  "an answer cut short": () => response(200, '{"receipt": {"body": "eyJ'),
  "a line that breaks": () => Promise.reject(new TypeError("Failed to fetch")),
  "a server in trouble": () => response(503, { error: "later" }),
  "another site's signature": async () => response(200, { receipt: await receiptOf("device-1", [[1, 3]], await stranger()), set_aside: [] }),
};

async function stranger() {
  return (await crypto.subtle.generateKey({ name: "Ed25519" }, false, ["sign", "verify"])).privateKey;
}

for (const [what, lie] of Object.entries(LIES)) {
  test(`${what} is no receipt, and nothing is forgotten`, async () => {
    const { site, vault, device } = await enrolledDevice();
    await walked(vault, 3);
    site.bend = lie;

    const result = await vault.sync();
    const waiting = (await vault.standing()).unsent;
    site.bend = (_address, answer) => answer();
    await vault.sync();

    assert.ok(["offline", "server"].includes(result.problem));
    assert.deepEqual([result.sent, waiting, device.events.size], [0, 3, 3]);
    assert.equal(vault.state(), "open");
  });
}

test("a page too old to be spoken with says so and keeps everything", async () => {
  const { site, vault } = await enrolledDevice();
  await walked(vault, 3);
  site.bend = () => response(426, { error: "old_version" });

  const result = await vault.sync();

  assert.deepEqual([result.problem, (await vault.standing()).unsent], ["old_version", 3]);
});

test("a bundle that somebody on the way finds too large is halved", async () => {
  const { site, vault, device } = await enrolledDevice();
  await walked(vault, 100);
  site.fetch = (address, init) => (init.body.length > 12_000 ? Promise.resolve(response(413, { error: "too_large" })) : Site.prototype.answer.call(site, address, JSON.parse(init.body)));
  const again = await openVault({ ...(await placeLike(vault)), fetch: site.fetch });
  await again.unlock(PIN);

  const result = await again.sync();

  assert.deepEqual([result.sent, result.problem, device.events.size], [100, null, 100]);
});

/** The place of a vault, as a class of the page keeps it. */
const placeLike = async (vault) => vault.place;

test("two syncs of one tab are one, and another tab's leaves it alone", async () => {
  const { site, place, vault } = await enrolledDevice();
  await walked(vault, 5);
  const other = await reopened(place);
  site.asked = [];

  const [one, same, elsewhere] = await Promise.all([vault.sync(), vault.sync(), other.sync()]);

  assert.equal(one, same);
  assert.deepEqual([one.sent, elsewhere], [5, NOTHING]);
  assert.equal(site.asked.length, 2);
});

test("Web Locks keep tabs apart where there are any", async () => {
  const held = new Set();
  const locks = {
    async request(name, _options, act) {
      if (held.has(name)) return act(null);
      held.add(name);
      return act({ name }).finally(() => held.delete(name));
    },
  };
  const { place, vault } = await enrolledDevice({ more: { navigator: { locks } } });
  await walked(vault, 5);
  const other = await reopened(place);

  const results = await Promise.all([vault.sync(), other.sync()]);

  assert.deepEqual(results.map((result) => result.sent).sort(), [0, 5]);
  assert.equal(held.size, 0);
});

test("a tab that died while it handed in keeps the next one waiting for minutes, never for ever", async () => {
  const { site, place, vault } = await enrolledDevice();
  await walked(vault, 2);
  site.bend = () => new Promise(() => undefined);
  vault.sync();
  await new Promise((resolve) => void setTimeout(resolve, 30));
  site.bend = (_address, answer) => answer();
  const next = await reopened(place);

  const early = await next.sync();
  place.clock += 601_000;
  const late = await next.sync();

  assert.deepEqual([early.sent, late.sent], [0, 2]);
});

test("a revoked device hands in what it has, then holds nothing", async () => {
  const { site, place, vault, device } = await enrolledDevice();
  await walked(vault, 250);
  device.revoked = true;

  const result = await vault.sync();

  assert.deepEqual([result.sent, result.problem, device.events.size], [250, "revoked", 250]);
  assert.equal(vault.state(), "revoked");
  await assert.rejects(vault.mine(), { code: "revoked" });
  const again = await openVault(place);
  assert.deepEqual([again.state(), again.trouble()], ["revoked", null]);
  await assert.rejects(again.unlock(PIN), { code: "revoked" });
  await again.enrol({ token: "link-2", pin: PIN });
  assert.deepEqual([again.state(), (await again.mine()).length, site.devices.size], ["open", 0, 2]);
});

test("a device that has nothing to hand in hears that it is revoked all the same", async () => {
  const { vault, device } = await enrolledDevice();
  device.revoked = true;

  assert.equal((await vault.sync()).problem, "revoked");
  assert.equal(vault.state(), "revoked");
});

test("work of another device, or without a shape, is not believed", async () => {
  const { site, vault, device } = await enrolledDevice();
  for (const wrong of [{ ...(await site.work(device)), device: { id: "device-9", number: 9, duty: "visitor", unit: {} } }, { lists: [] }]) {
    site.bend = () => response(200, wrong);

    assert.equal((await vault.sync()).problem, "server");
    assert.equal((await vault.work()).device.id, device.id);
  }
});

test("what others moved is counted, and shown as theirs", async () => {
  const { site, vault } = await enrolledDevice();
  site.rows = site.rows.map((row) => (row.n === "3" ? { ...row, s: "helped", others: true } : row));

  const result = await vault.sync();

  assert.equal(result.received, 1);
  assert.deepEqual((await vault.households(LIST))[2], { n: "3", s: "helped", on: null, l: null, others: true });
});

test("a lead carries parcels that it cannot read, and has receipts to hand back", async () => {
  const site = new Site();
  const visitor = await enrolledDevice({ site, token: "link-1" });
  const lead = await enrolledDevice({ site, token: "link-2" });
  await walked(visitor.vault, 205);

  const parcels = await visitor.vault.parcels();
  const again = await visitor.vault.parcels();
  const kept = [];
  for (const parcel of [...parcels, ...again]) kept.push(await lead.vault.carry(parcel));
  const result = await lead.vault.sync();
  const [receipt] = await lead.vault.receipts();

  assert.deepEqual(parcels.map((parcel) => [parcel.from, parcel.events]), [[1, 200], [1, 5]]);
  assert.deepEqual(kept, [true, true, false, false]);
  assert.deepEqual([result.carried, result.sent, visitor.device.events.size, lead.device.events.size], [2, 0, 205, 0]);
  assert.equal((await visitor.vault.standing()).unsent, 205);
  assert.equal(await visitor.vault.accept(receipt), 205);
  assert.deepEqual([(await visitor.vault.standing()).unsent, (await lead.vault.standing()).carried], [0, 0]);
  await assert.rejects(lead.vault.accept(receipt), { code: "receipt_foreign" });
});

test("a parcel that nobody can read is let go and counted, and the others still arrive", async () => {
  const site = new Site();
  const visitor = await enrolledDevice({ site, token: "link-1" });
  const lead = await enrolledDevice({ site, token: "link-2" });
  await walked(visitor.vault, 2);
  const [parcel] = await visitor.vault.parcels();
  await lead.vault.carry({ ...parcel, id: "0broken", sealed: (parcel.sealed[0] === "A" ? "B" : "A") + parcel.sealed.slice(1) });
  await lead.vault.carry(parcel);

  const result = await lead.vault.sync();

  assert.deepEqual([result.carried, result.refused, result.problem], [1, 1, null]);
  for (const wrong of [null, {}, { ...parcel, id: "" }, { ...parcel, events: 0 }, { ...parcel, sealed: "<>" }]) {
    await assert.rejects(lead.vault.carry(wrong), { code: "parcel_wrong" });
  }
});

test("whatever the line does, in the end the server holds each event once and the device none unsent", async () => {
  for (let seed = 1; seed <= 6; seed += 1) {
    const roll = dice(seed);
    const { site, place, vault, device } = await enrolledDevice();
    const troubles = Object.values(LIES);
    site.bend = async (address, answer) => {
      if (roll() < 0.35) return troubles[Math.floor(roll() * 6)]();
      const given = await answer();
      if (roll() < 0.25) throw new TypeError("the answer was lost");
      return given;
    };
    let open = vault;
    let said = 0;
    for (let turn = 0; turn < 40; turn += 1) {
      await open.append("visit", visit((turn % 40) + 1));
      if (roll() < 0.3) said += (await open.sync()).sent;
      if (roll() < 0.1) open = await reopened(place);
    }
    site.bend = (_address, answer) => answer();
    said += (await open.sync()).sent;

    assert.deepEqual([...device.events.keys()].sort((one, other) => one - other), Array.from({ length: 40 }, (_, at) => at + 1));
    assert.equal((await open.standing()).unsent, 0);
    assert.ok(said <= 40);
  }
});
