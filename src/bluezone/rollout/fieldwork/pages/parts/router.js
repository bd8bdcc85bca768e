/**
 * Where the person is: the hash of the address read into a path and parameters, and the screens that each duty has.
 *
 * `#/doors`, `#/door/12?list=…` (params.id). An invitation, `#e=TOKEN`, is taken out of the address by `main.js` before
 * anything else happens.
 */

/** @typedef {import("../device/port.js").Duty} Duty */
/** @typedef {{path: string, params: Record<string, string>}} Route */
/** @typedef {{path: string, label: string, icon: string, duties: Duty[], bar: boolean, load: () => Promise<[any, any]>}} Door */

/** @type {Duty[]} */
const WALKERS = ["visitor", "lead"];
/** @type {Duty[]} */
const ALL = ["visitor", "lead", "keeper", "teacher", "volunteer"];

/** @param {string} path @param {string} icon @param {Duty[]} duties @param {boolean} bar @param {() => Promise<any>} screen @param {() => Promise<any>} words @returns {Door} */
const door = (path, icon, duties, bar, screen, words) => ({
  path,
  icon,
  duties,
  bar,
  label: `nav.${path}`,
  load: () => Promise.all([screen(), words()]),
});

/** The screens in the order of the bar; those that do not stand in it are reached from others. @type {Door[]} */
export const DOORS = [
  door("doors", "home", WALKERS, true, () => import("../screens/doors.js"), () => import("../words/doors.js")),
  door("gate", "people", ["keeper"], true, () => import("../screens/gate.js"), () => import("../words/gate.js")),
  door("shift", "clock", ["keeper"], true, () => import("../screens/shift.js"), () => import("../words/shift.js")),
  door("class", "book", ["teacher"], true, () => import("../screens/class.js"), () => import("../words/class.js")),
  door("movement", "people", ["volunteer"], true, () => import("../screens/movement.js"), () => import("../words/movement.js")),
  door("day", "calendar", WALKERS, true, () => import("../screens/day.js"), () => import("../words/day.js")),
  door("receive", "scan", ["lead"], true, () => import("../screens/receive.js"), () => import("../words/receive.js")),
  door("send", "send", ALL, true, () => import("../screens/send.js"), () => import("../words/send.js")),
  door("settings", "settings", ALL, true, () => import("../screens/settings.js"), () => import("../words/settings.js")),
  door("door", "home", WALKERS, false, () => import("../screens/door.js"), () => import("../words/door.js")),
  door("spot", "eye", WALKERS, false, () => import("../screens/spot.js"), () => import("../words/spot.js")),
  door("hand_over", "share", ALL, false, () => import("../screens/hand_over.js"), () => import("../words/hand_over.js")),
  door("enrol", "key", [], false, () => import("../screens/enrol.js"), () => import("../words/enrol.js")),
  door("unlock", "lock", [], false, () => import("../screens/unlock.js"), () => import("../words/unlock.js")),
  door("revoked", "lock", [], false, () => import("../screens/revoked.js"), () => import("../words/revoked.js")),
];

/** The screens of a duty in the bar. @param {Duty} duty */
export const barOf = (duty) => DOORS.filter((each) => each.bar && each.duties.includes(duty));

/** The door of a path if the duty has it, else the duty's first. @param {string} path @param {Duty} duty @returns {Door} */
export const doorOf = (path, duty) => DOORS.find((each) => each.path === path && each.duties.includes(duty)) ?? barOf(duty)[0];

/** A door by its name, whoever may use it. @param {string} path @returns {Door} */
export const namedDoor = (path) => /** @type {Door} */ (DOORS.find((each) => each.path === path));

/** What a hash asks for; nothing in particular is the empty path. @param {string} hash @returns {Route} */
export function readRoute(hash) {
  const text = hash.replace(/^#\/?/, "");
  const [way, query = ""] = text.split("?", 2);
  const [path, id] = way.split("/", 2);
  if (path === "door" && !id) return { path: "doors", params: {} }; // a page that was loaded again knows no door
  const params = Object.fromEntries(new URLSearchParams(query));
  return { path, params: id ? { ...params, id: decoded(id) } : params };
}

/** @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The address of a path inside the pages. @param {string} path */
export const address = (path) => `#/${path.replace(/^[#/]+/, "")}`;

/**
 * Where the places of the history lead. A browser writes addresses down in clear, for months, where no PIN guards them;
 * so a household stands in none, and only this page remembers which door it showed.
 * @type {Map<string, string>}
 */
const places = new Map();
const WENT = "field-went";
const SIGNS = [WENT, "popstate", "hashchange"];

/** Where the person is, as a hash with everything in it. */
const here = () => places.get(history.state) ?? location.hash;

/** Remember a whole hash, and return the mark and the address under which the browser may know it. @param {string} whole @returns {[string, string, string]} */
function noted(whole) {
  const mark = crypto.randomUUID();
  places.set(mark, whole);
  return [mark, "", address(whole.replace(/^#\/?/, "").split(/[/?]/, 1)[0])];
}

/** Go to a path. @param {string} path */
export function go(path) {
  const whole = address(path);
  if (whole === here()) return;
  history.pushState(...noted(whole));
  dispatchEvent(new Event(WENT));
}

/** Follow a link of these pages without its address. @param {MouseEvent} event */
function follow(event) {
  const link = event.target instanceof Element ? event.target.closest('a[href^="#/"]') : null;
  if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  go(link.getAttribute("href") ?? "");
}

/** The secret of an invitation, from a hash or from a link that was pasted; null where there is none. @param {string} text @returns {string|null} */
export function tokenOf(text) {
  const found = /(?:^|#)e=([\w-]{8,200})\s*$/.exec(text.trim());
  return found ? found[1] : null;
}

/** Take an invitation out of the address at once: no history, no screenshot and no shoulder keeps it. @returns {string|null} */
export function takeToken() {
  const token = tokenOf(location.hash);
  if (location.hash.startsWith("#e=")) history.replaceState(null, "", "#/enrol");
  return token;
}

/** Hear of every change of the hash, and of what it is now; returns the way to stop. @param {(route: Route) => void} told */
export function onRoute(told) {
  const hear = () => {
    if (/^#\/door\/./.test(location.hash)) history.replaceState(...noted(location.hash));
    told(readRoute(here()));
  };
  for (const sign of SIGNS) addEventListener(sign, hear);
  addEventListener("click", follow);
  hear();
  return () => {
    for (const sign of SIGNS) removeEventListener(sign, hear);
    removeEventListener("click", follow);
  };
}
