import assert from "node:assert/strict";
import { test } from "node:test";

import { toHex } from "../../../src/bluezone/citizen/pages/core/bytes.js";
import { NEWS, endedIn, venuesIn } from "../../../src/bluezone/citizen/pages/core/contents.js";
import { byLibrary } from "../../../src/bluezone/citizen/pages/core/ed25519.js";
import { acceptFeed, limitedBytes } from "../../../src/bluezone/citizen/pages/core/feeds.js";
import { FILE_LIMIT, envelopeIn } from "../../../src/bluezone/citizen/pages/core/signed_files.js";
import { blocks } from "../../../src/bluezone/citizen/pages/core/paragraphs.js";
import { POLICY } from "../../../src/bluezone/citizen/pages/core/policy.js";
import { KEY_SET, acceptKeys, freshState, rawKey } from "../../../src/bluezone/citizen/pages/core/trust.js";
import { answered, bytesOf, expected, vectors } from "./vectors.js";

const golden = vectors("feeds.json");
const keys = KEY_SET(golden.keys);

for (const each of golden.keys_cases) {
  test(`keys.json: ${each.name}`, async () => {
    const state = { ...freshState(each.root_fingerprint), keys: each.keys_seen };

    const found = await answered(async () => (await acceptKeys(state, bytesOf(each.file), new Date(each.at))).state.keys);

    assert.deepEqual(found, expected(each));
  });
}

for (const each of golden.feed_cases) {
  test(`feed: ${each.name}`, async () => {
    const state = { ...freshState("00"), feeds: each.feeds_seen };
    const asked = { kind: each.kind, keys, at: new Date(each.at) };

    const found = await answered(async () => {
      const taken = await acceptFeed(state, bytesOf(each.file), asked);
      return { ...taken.state.feeds[each.kind], content: taken.feed.content };
    });

    assert.deepEqual(found, expected(each));
  });
}

for (const each of golden.news_cases) {
  test(`news: ${each.name}`, async () => {
    const found = await answered(() => NEWS(each.content));

    assert.deepEqual(found, expected(each));
  });
}

for (const each of golden.policy_cases) {
  test(`policy: ${each.name}`, async () => {
    const found = await answered(() => POLICY(each.content));

    assert.deepEqual(found, expected(each));
  });
}

for (const { text, blocks: lines } of golden.block_cases) {
  test(`paragraphs: ${JSON.stringify(text)}`, () => {
    const expectedBlocks = lines.map((each) =>
      each.list ? { kind: "list", items: each.lines } : { kind: "paragraph", text: each.lines.join(" ") },
    );

    assert.deepEqual(blocks(text), expectedBlocks);
  });
}

test("the entries of place warnings come one by one", () => {
  const { says } = golden.feed_cases.find((each) => each.name === "venues");

  const found = venuesIn({ content: says.content }).map(toHex);

  assert.deepEqual(found, golden.venues_entries);
  assert.deepEqual([...endedIn({ content: says.content })].sort(), golden.venues_ended);
});

for (const each of golden.venues_cases) {
  test(`the feed of places: ${each.name}`, async () => {
    const found = await answered(() => ({ entries: venuesIn(each).length, ended: [...endedIn(each)].sort() }));

    assert.deepEqual(found, expected(each));
  });
}

test("a browser without Ed25519 answers the same by the library", async () => {
  const verify = await byLibrary();
  const genuine = golden.feed_cases[0];
  const envelope = envelopeIn(bytesOf(genuine.file), { word: "feed", title: "Feed", name: "the feed" });
  const publicKey = rawKey(keys.keys.find((key) => key.id === envelope.key));
  const signed = Buffer.concat([Buffer.from("bluezone Feed 1\n"), envelope.payload]);
  const spoilt = Uint8Array.from(envelope.signature, (byte, at) => (at === 9 ? byte ^ 1 : byte));

  const answers = [envelope.signature, spoilt, new Uint8Array(3)].map((each) => verify(each, signed, publicKey));

  assert.deepEqual(await Promise.all(answers), [true, false, false]);
});

test("a signature without its feed, as a stranger would send it, is refused before it is believed", async () => {
  const [genuine] = golden.feed_cases;
  const cut = JSON.stringify({ ...JSON.parse(genuine.file), payload: "" });

  const found = await answered(() => acceptFeed(freshState("00"), bytesOf(cut), { kind: "news", keys, at: new Date(genuine.at) }));

  assert.deepEqual(found, { error: "feed_signature_wrong" });
});

test("reading a file of fifty megabytes stops at four", async () => {
  let sent = 0;
  let cancelled = false;
  const endless = new ReadableStream({
    pull(controller) {
      sent += 65_536;
      controller.enqueue(new Uint8Array(65_536));
      if (sent >= 50 * 1024 * 1024) controller.close();
    },
    cancel() {
      cancelled = true;
    },
  });

  const found = await answered(() => limitedBytes(new Response(endless)));

  assert.deepEqual(found, { error: "malformed" });
  assert.ok(cancelled);
  assert.ok(sent <= FILE_LIMIT + 3 * 65_536, `${sent} bytes were sent`);
});

test("a file of four megabytes is read whole", async () => {
  const whole = new Uint8Array(FILE_LIMIT).fill(7);

  const found = await limitedBytes(new Response(whole));

  assert.equal(found.length, FILE_LIMIT);
});
