/**
 * The browser as a device: check-ins, place warnings, letters and settings, kept in this browser and nowhere else.
 *
 * It has no radio and says so: it counts no encounter and has no keys to report. What it can do, it does alone: codes
 * are verified here, warnings are compared here, and a letter is sealed here before it leaves.
 */

import { fromBase64, fromBase64Url, randomBytes, toBase64, toHex, utf8 } from "../core/bytes.js";
import { newsIn, venuesIn } from "../core/contents.js";
import { LETTER_LENGTH, REPORT, mailKey, sealed } from "../core/letter.js";
import { codeOf, pull } from "../core/pull.js";
import { Refusal } from "../core/refusal.js";
import { Malformed, between, record } from "../core/shape.js";
import { StoreError, openStore } from "../core/sealed_store.js";
import { isDemo } from "../core/trust.js";
import { changed, checkIn, momentText, published, readCode } from "../core/venues.js";
import { CLOSE_MINUTES, kept, shown, told } from "../core/visits_log.js";
import { keepChecked } from "./checking.js";
import { DeviceError, SETTINGS_COUNT, SETTINGS_LIMIT, SETTINGS_NAME } from "./port.js";

/** @typedef {import("./port.js").DevicePort} DevicePort */
/** @typedef {import("./port.js").LetterDraft} LetterDraft */
/** @typedef {import("../core/sealed_store.js").SealedStore} SealedStore */
/** @typedef {import("../core/visits_log.js").Visit} Visit */
/** @typedef {{ keys: string, root_fingerprint: string, publisher: { vi: string, en: string } | null }} Config */
/** @typedef {{ store: SealedStore, now: () => Date, fetch: typeof globalThis.fetch }} Parts */
/** @typedef {{ mark: string, report: any, letter: string, exposures: string[], agreed: boolean, arrived: boolean }} Letter */
/** @typedef {{ version: number, close_contact_minutes: number }} Policy */

const DAYS = 14;
const DAY = 86_400_000;
const SETTINGS = "settings/";
/** The policy until a signed one arrives: `bluezone.protocol.risk.POLICY_1`. @type {Policy} */
const FIRST_POLICY = { version: 1, close_contact_minutes: CLOSE_MINUTES };
const POLICY = record({ version: between(1, 2 ** 31 - 1), close_contact_minutes: between(1, 1440) });

/**
 * Open this browser as a device.
 *
 * @param {Config} config
 * @param {Partial<Parts>} [parts] what a test puts in the place of the browser's own
 * @returns {Promise<DevicePort>}
 */
export async function openDevice(config, parts = {}) {
  const store = parts.store ?? (await openStore());
  const device = new BrowserDevice(config, {
    store,
    now: parts.now ?? (() => new Date()),
    fetch: parts.fetch ?? ((input, init) => fetch(input, init)),
  });
  const port = guarded(device);
  if (!parts.store) keepChecked(port);
  return port;
}

/** @implements {DevicePort} */
class BrowserDevice {
  /** @param {Config} config @param {Parts} parts */
  constructor(config, { store, now, fetch }) {
    this.config = config;
    this.store = store;
    this.now = now;
    this.fetch = fetch;
  }

  async status() {
    const [check, trust] = await Promise.all([this.store.get("check"), this.settings("trust")]);
    return {
      version: 1,
      host: /** @type {const} */ ("browser"),
      radio: /** @type {const} */ ("none"),
      paused_until: null,
      checked: check?.checked ?? null,
      check_error: check?.error ?? this.store.trouble,
      now: momentText(this.now()),
      demo: trust?.keys ? isDemo(trust.keys) : false,
      counting_since: null,
    };
  }

  async days() {
    const nothing = { encounters: 0, minutes: 0, near: 0, middle: 0, far: 0, measured: false };
    const today = this.now().getTime();
    return Array.from({ length: DAYS }, (_, back) => ({ day: dayOf(new Date(today - back * DAY)), ...nothing }));
  }

  /** @returns {Promise<import("./port.js").Exposure[]>} */
  async exposures() {
    return (await this.store.get("exposures")) ?? [];
  }

  async checkins() {
    return kept((await this.store.get("visits")) ?? [], this.now()).map(shown);
  }

  /** @param {string} code */
  async checkIn(code) {
    const bytes = fromBase64Url(code, "the code");
    const stay = await checkIn(await readCode(bytes, await this.#keys(), this.now()), this.now());
    return this.#changeVisits((visits) => [{ id: toHex(randomBytes(8)), ...stay }, ...visits]);
  }

  /** @param {string} id @param {{ start?: string, end?: string }} change */
  async changeCheckIn(id, change) {
    return this.#changeVisits((visits) => {
      if (!visits.some((visit) => visit.id === id)) throw new DeviceError("check_in_unknown");
      return visits.map((visit) => (visit.id === id ? changed(visit, change) : visit));
    });
  }

  /** @param {string} id */
  async removeCheckIn(id) {
    return this.#changeVisits((visits) => visits.filter((visit) => visit.id !== id));
  }

  /** @returns {Promise<any>} */
  async reportPreview() {
    throw new DeviceError("no_keys", "this browser listens to no radio, so it has no keys to send");
  }

  /** @returns {Promise<any>} */
  async sendReport() {
    return this.reportPreview();
  }

  async reportState() {
    return null;
  }

  async resumeReport() {
    return null;
  }

  /** @param {LetterDraft} draft */
  async letterPreview(draft) {
    const [exposures, keys] = await Promise.all([this.exposures(), this.#keys()]);
    const about = exposures.filter((exposure) => draft.exposures.includes(exposure.id));
    const report = REPORT(reportOf(draft, about, this.now()));
    const letter = await sealed(report, mailKey(keys, this.now()));
    const mark = toHex(randomBytes(16));
    const made = { mark, report, letter: toBase64(letter), exposures: about.map(({ id }) => id), agreed: false, arrived: false };
    await this.store.change("letters", (before) => [made, ...(before ?? []).filter((/** @type {Letter} */ each) => each.agreed)]);
    return { report, recipient: await this.#recipient(), bytes: LETTER_LENGTH, mark };
  }

  /** @param {string} mark */
  async sendLetter(mark) {
    const letters = await this.#changeLetter(mark, { agreed: true });
    const letter = letters.find((each) => each.mark === mark);
    if (!letter) throw new DeviceError("letter_unknown");
    return { arrived: letter.arrived || (await this.#post(letter)) };
  }

  /** @param {string} name */
  async settings(name) {
    return this.store.get(SETTINGS + settingName(name));
  }

  /** @param {string} name @param {any} document */
  async set(name, document) {
    if (utf8(JSON.stringify(document ?? null)).length > SETTINGS_LIMIT) throw new DeviceError("document_too_long");
    const known = (await this.store.names()).filter((each) => each.startsWith(SETTINGS));
    if (known.length >= SETTINGS_COUNT && !known.includes(SETTINGS + settingName(name))) throw new DeviceError("documents_full");
    await this.store.put(SETTINGS + settingName(name), document);
  }

  async pause() {
    return this.status(); // there is no radio that could rest
  }

  async check() {
    const at = this.now();
    const { keys: origin, root_fingerprint: fingerprint } = this.config;
    const trust = await this.settings("trust");
    const pulled = await pull({ origin, fingerprint, kinds: ["news", "venues", "policy"], trust, at, fetch: this.fetch });
    const error = (await this.#take(pulled)) ?? pulled.error;
    await this.#match();
    await this.#resend();
    const checked = error ? ((await this.store.get("check"))?.checked ?? null) : momentText(at);
    await this.store.put("check", { checked, error });
    return this.status();
  }

  async erase() {
    await this.store.erase();
  }

  /** Keep what was pulled; answers the code of what is not of its shape. @param {import("../core/pull.js").Pulled} pulled @returns {Promise<string | null>} */
  async #take({ trust, feeds }) {
    try {
      if (feeds.news) await this.store.put(`${SETTINGS}news`, { ...feeds.news, content: newsIn(feeds.news) });
      if (feeds.venues) await this.store.put("venues", { hours: feeds.venues.content.hours, entries: venuesIn(feeds.venues).length });
      if (feeds.policy) await this.#keepPolicy(feeds.policy);
      await this.store.put(`${SETTINGS}trust`, trust);
      return null;
    } catch (wrong) {
      return codeOf(wrong);
    }
  }

  /** @param {import("../core/feeds.js").Feed} feed */
  async #keepPolicy({ content }) {
    if (Date.parse(content.effective) > this.now().getTime()) return;
    await this.store.put("policy", POLICY(content, "the content of the feed"));
  }

  /** Compare the visits with the warnings that are known. */
  async #match() {
    const [visits, venues, policy] = await Promise.all([this.store.get("visits"), this.store.get("venues"), this.store.get("policy")]);
    const entries = venues ? venuesIn({ content: venues, kind: "venues", sequence: 1, issued: "", expires: "" }) : [];
    const known = { now: this.now(), policy: policy ?? FIRST_POLICY };
    const stays = kept(visits ?? [], this.now());
    const index = published(entries);
    await this.store.change("exposures", (before) => told(stays, index, { ...known, before: before ?? [] }));
  }

  /** @param {(visits: Visit[]) => Visit[]} change */
  async #changeVisits(change) {
    const visits = await this.store.change("visits", (before) => kept(change(before ?? []), this.now()));
    await this.#match();
    return visits.map(shown);
  }

  /** @param {string} mark @param {Partial<Letter>} change @returns {Promise<Letter[]>} */
  async #changeLetter(mark, change) {
    return this.store.change("letters", (before) =>
      (before ?? []).map((/** @type {Letter} */ each) => (each.mark === mark ? { ...each, ...change } : each)),
    );
  }

  /** Send what its owner agreed to and a lost answer held up: the same bytes again. */
  async #resend() {
    const letters = /** @type {Letter[]} */ ((await this.store.get("letters")) ?? []);
    for (const letter of letters.filter((each) => each.agreed && !each.arrived)) await this.#post(letter).catch(() => false);
  }

  /** @param {Letter} letter */
  async #post(letter) {
    const body = fromBase64(letter.letter);
    const headers = { "Content-Type": "application/octet-stream" };
    const options = { method: "POST", body, headers, credentials: /** @type {const} */ ("omit"), referrerPolicy: /** @type {const} */ ("no-referrer") };
    const answer = await this.fetch(`${this.config.keys}/v1/mail`, options).catch(() => null);
    if (!answer || answer.status >= 500 || answer.status === 429) return false;
    if (!answer.ok) throw new DeviceError("letter_refused");
    await this.#changeLetter(letter.mark, { arrived: true, letter: "" });
    await this.store.change("exposures", (before) =>
      (before ?? []).map((/** @type {any} */ each) => (letter.exposures.includes(each.id) ? { ...each, reported: true } : each)),
    );
    return true;
  }

  async #keys() {
    const known = (await this.settings("trust"))?.keys ?? null;
    if (known) return known;
    await this.check();
    const pulled = (await this.settings("trust"))?.keys;
    if (!pulled) throw new DeviceError("keys_missing");
    return pulled;
  }

  async #recipient() {
    const language = (await this.settings("choices"))?.language === "en" ? "en" : "vi";
    return this.config.publisher?.[language] ?? "";
  }
}

/** The port, whose every failure is a `DeviceError`. @param {BrowserDevice} device @returns {DevicePort} */
function guarded(device) {
  const names = Object.getOwnPropertyNames(BrowserDevice.prototype).filter((name) => name !== "constructor");
  const port = /** @type {Record<string, any>} */ ({});
  for (const name of names) {
    port[name] = async (/** @type {any[]} */ ...given) => {
      try {
        return await /** @type {any} */ (device)[name](...given);
      } catch (wrong) {
        throw asDeviceError(wrong);
      }
    };
  }
  return /** @type {DevicePort} */ (/** @type {unknown} */ (port));
}

/** @param {unknown} wrong */
function asDeviceError(wrong) {
  if (wrong instanceof Malformed) return new DeviceError("malformed", wrong.message);
  if (wrong instanceof Refusal || wrong instanceof StoreError) return new DeviceError(wrong.code, wrong.message);
  return wrong;
}

/**
 * @param {LetterDraft} draft
 * @param {import("./port.js").Exposure[]} about
 * @param {Date} now
 */
function reportOf(draft, about, now) {
  return {
    version: 1,
    id: toBase64(randomBytes(16)),
    written: dayOf(now),
    encounters: about.map(({ day, minutes, band, kind, place }) => ({ day, minutes, band, kind, place })),
    symptoms: draft.symptoms.map((word) => word.replace(/_/g, "-")),
    reach: draft.reach,
    commune: draft.commune,
    note: draft.note,
  };
}

/** @param {string} name */
function settingName(name) {
  if (SETTINGS_NAME.test(name)) return name;
  throw new DeviceError("document_unknown");
}

/** @param {Date} moment */
const dayOf = (moment) => moment.toISOString().slice(0, 10);
