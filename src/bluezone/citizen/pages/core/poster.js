/**
 * What an installation poster says behind the `#`: a unit that may count this phone, and the fingerprint of the root key.
 *
 * `i` is the unit's code, `n` its name for reading, `f` the fingerprint in hex. All are optional, none is believed: the
 * fingerprint is compared with that of the server, the code and the name are shown and kept only when the person agrees.
 */

/** A code of a commune, agency or school as posters print it. */
const UNIT = /^[0-9A-Z][0-9A-Z-]{1,15}$/;
/** The longest name that is shown. */
const NAME_LIMIT = 80;
const HIDDEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu;

/** @typedef {{unit: string, name: string, fingerprint: string}} Poster */

/** A typed or printed code of a unit in its one form, or "". @param {string} typed */
export function unitCode(typed) {
  const code = typed.trim().toUpperCase().replace(/\s+/g, "");
  return UNIT.test(code) ? code : "";
}

/** Read a poster's fields; what is not well-formed is left out. @param {Record<string, string>} fields @returns {Poster} */
export function readPoster(fields) {
  const name = (fields.n ?? "").replace(HIDDEN, "").trim();
  const fingerprint = (fields.f ?? "").toLowerCase();
  return {
    unit: unitCode(fields.i ?? ""),
    name: [...name].slice(0, NAME_LIMIT).join(""),
    fingerprint: /^[0-9a-f]{16,64}$/.test(fingerprint) ? fingerprint : "",
  };
}

/**
 * Whether a poster and a server name the same root key. "unknown" when one of them names none.
 * @param {string} printed hex, at least 16 characters of the fingerprint's beginning
 * @param {string} served hex
 * @returns {"same"|"other"|"unknown"}
 */
export function compareFingerprints(printed, served) {
  if (!printed || !served) return "unknown";
  return served.toLowerCase().startsWith(printed) ? "same" : "other";
}

/** The beginning of a fingerprint in groups that can be read aloud. @param {string} fingerprint @param {number} [groups] */
export const spoken = (fingerprint, groups = 4) => (fingerprint.match(/.{1,4}/g) ?? []).slice(0, groups).join(" ");

/** The address that an invitation shows: these pages, with the fingerprint behind the `#`. @param {{site: string, root_fingerprint: string}} config */
export function inviteLink({ site, root_fingerprint: fingerprint }) {
  const base = `${site.replace(/\/+$/, "")}/app/`;
  return fingerprint ? `${base}#i=&f=${fingerprint.slice(0, 32)}` : `${base}#i=`;
}

/** Whether an address opens on this computer only. @param {string} address */
export const onlyHere = (address) => /^https?:\/\/(localhost|127\.|\[::1\])/.test(address);
