/**
 * Where the person is: the hash of the address read into a path and parameters, and the screens that exist.
 *
 * `#/days`, `#/days/2026-11-24` (params.id), `#/positive?code=12345678`. Three forms come from QR codes on paper and keep
 * everything behind the `#`, which no server sees: `#v=CODE` (a venue), `#c=CODE` (a test result) and
 * `#i=UNIT&f=FINGERPRINT&n=NAME` (an installation poster; all three may be absent or empty).
 */

/** @typedef {{path: string, params: Record<string, string>}} Route */
/** @typedef {{path: string, label: string, icon: string, bar: boolean, menu: boolean, load: () => Promise<[any, any]>}} Door */

/** @param {string} path @param {string} icon @param {{bar?: boolean, menu?: boolean}} where @param {() => Promise<any>} screen @param {() => Promise<any>} words @returns {Door} */
const door = (path, icon, where, screen, words) => ({
  path,
  icon,
  label: `nav.${path}`,
  bar: Boolean(where.bar),
  menu: where.menu !== false,
  load: () => Promise.all([screen(), words()]),
});

/** The screens in the order of the menu. `bar`: also at the bottom of a telephone. @type {Door[]} */
export const DOORS = [
  door("home", "home", { bar: true }, () => import("../screens/home.js"), () => import("../words/home.js")),
  door("days", "calendar", { bar: true }, () => import("../screens/days.js"), () => import("../words/days.js")),
  door("places", "scan", { bar: true }, () => import("../screens/places.js"), () => import("../words/places.js")),
  door("news", "news", { bar: true }, () => import("../screens/news.js"), () => import("../words/news.js")),
  door("warnings", "bell", {}, () => import("../screens/warnings.js"), () => import("../words/warnings.js")),
  door("positive", "test", {}, () => import("../screens/positive.js"), () => import("../words/positive.js")),
  door("declaration", "form", {}, () => import("../screens/declaration.js"), () => import("../words/declaration.js")),
  door("help", "phone", {}, () => import("../screens/help.js"), () => import("../words/help.js")),
  door("invite", "people", {}, () => import("../screens/invite.js"), () => import("../words/invite.js")),
  door("settings", "settings", {}, () => import("../screens/settings.js"), () => import("../words/settings.js")),
  door("more", "menu", { bar: true, menu: false }, () => import("../screens/more.js"), () => import("../words/more.js")),
  door("install", "save", { menu: false }, () => import("../screens/install.js"), () => import("../words/install.js")),
];

/** The door of a path, or that of home. @param {string} path @returns {Door} */
export const doorOf = (path) => DOORS.find((each) => each.path === path) ?? DOORS[0];

/** What a hash asks for. A hash that cannot be read is home. @param {string} hash @returns {Route} */
export function readRoute(hash) {
  const text = hash.replace(/^#/, "");
  if (text.startsWith("/")) return screenRoute(text.slice(1));
  const fields = Object.fromEntries(new URLSearchParams(text));
  if ("v" in fields) return { path: "places", params: { v: fields.v } };
  if ("c" in fields) return { path: "positive", params: { code: fields.c } };
  if ("i" in fields) return { path: "install", params: fields };
  return { path: "home", params: {} };
}

/** @param {string} text @returns {Route} */
function screenRoute(text) {
  const [way, query = ""] = text.split("?", 2);
  const [path, id] = way.split("/", 2);
  const params = Object.fromEntries(new URLSearchParams(query));
  return { path: doorOf(path).path, params: id ? { ...params, id } : params };
}

/** The address of a path inside the pages. @param {string} path */
export const address = (path) => `#/${path.replace(/^[#/]+/, "")}`;

/** Go to a path. @param {string} path */
export function go(path) {
  location.hash = address(path);
}

/** Hear of the hash now, which may have changed since it was first read, and of every change; returns the way to stop. @param {(route: Route) => void} told */
export function onRoute(told) {
  const hear = () => told(readRoute(location.hash));
  addEventListener("hashchange", hear);
  hear();
  return () => removeEventListener("hashchange", hear);
}
