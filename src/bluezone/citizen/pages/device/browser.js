/**
 * The browser as a device: check-ins, place warnings, letters and settings, kept in this browser and nowhere else.
 *
 * It has no radio and says so: it counts no encounter and has no keys to report. What it can do, it does alone
 * (`browser_work.js`): codes are verified here, warnings are compared here, a letter is sealed here before it leaves.
 */

import { utf8 } from "../core/bytes.js";
import { Refusal } from "../core/refusal.js";
import { StoreError, openStore } from "../core/sealed_store.js";
import { Malformed } from "../core/shape.js";
import { kept, momentText, shown } from "../core/visits_log.js";
import { keepChecked } from "./checking.js";
import { DeviceError, SETTINGS_COUNT, SETTINGS_LIMIT, SETTINGS_NAME } from "./port.js";

/** @typedef {import("./port.js").DevicePort} DevicePort */
/** @typedef {import("./port.js").LetterDraft} LetterDraft */
/** @typedef {import("../core/sealed_store.js").SealedStore} SealedStore */
/** @typedef {{ keys: string, root_fingerprint: string, publisher: { vi: string, en: string } | null }} Config */
/** @typedef {{ store: SealedStore, now: () => Date, fetch: typeof globalThis.fetch }} Parts */

const DAYS = 14;
const DAY = 86_400_000;
const SETTINGS = "settings/";
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
      check_error: check?.error ?? null,
      store_trouble: this.store.trouble,
      now: momentText(this.now()),
      demo: isDemo(trust?.keys?.keys ?? []),
      counting_since: null,
      withdrawn: [],
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

  /** @param {string} code @param {{ ended?: boolean }} [wish] */
  async checkIn(code, wish) {
    const visits = await (await this.#work()).checkIn(code, wish);
    askToKeep();
    return visits;
  }

  /** @param {string} id @param {{ start?: string, end?: string }} change */
  async changeCheckIn(id, change) {
    return (await this.#work()).changeCheckIn(id, change);
  }

  /** @param {string} id */
  async removeCheckIn(id) {
    return (await this.#work()).removeCheckIn(id);
  }

  /** @param {LetterDraft} draft */
  async letterPreview(draft) {
    return (await this.#work()).letterPreview(draft);
  }

  /** @param {string} mark */
  async sendLetter(mark) {
    return (await this.#work()).sendLetter(mark);
  }

  async check() {
    await (await this.#work()).check();
    return this.status();
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

  async erase() {
    await this.store.erase();
  }

  async #work() {
    const { BrowserWork } = await import("./browser_work.js");
    return new BrowserWork(this.config, this);
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

/** Ask the browser not to clear what is kept when it needs room; its answer changes nothing here. */
function askToKeep() {
  globalThis.navigator?.storage?.persist?.().catch(() => false);
}

/** Whether these are keys of a demo, which nobody should trust with anything real. @param {{ id: string }[]} keys */
const isDemo = (keys) => keys.some((key) => key.id.startsWith("demo-"));

/** @param {string} name */
function settingName(name) {
  if (SETTINGS_NAME.test(name)) return name;
  throw new DeviceError("document_unknown");
}

/** @param {Date} moment */
const dayOf = (moment) => moment.toISOString().slice(0, 10);
