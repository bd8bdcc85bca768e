/**
 * What went wrong, in words: from the stable code of an error to a sentence that says what a person can do.
 */

/** Why a signed file was not believed; whatever it is, a person can do the same about it. */
const SIGNED = /^(keys|feed)_(key_unknown|signature_wrong|kind_wrong|forked|rolled_back)$/;

/** The server shows this phone something else than its public log, in one of several ways; only a person can ask why. */
const LOGGED = /^(log_(missing|shrunken|forked|tile_wrong|tile_withheld)|(keys|export|feed)_not_logged|export_republished)$/;

/** Whether a code says that the server's data do not match its public log. @param {string} code */
export const isNotLogged = (code) => LOGGED.test(code);

/**
 * The sentence for an error; one that has no sentence of its own shows its code, so that it can be told on the telephone.
 * @param {{t: (key: string, values?: any) => string, say: {has: (key: string) => boolean}}} app
 * @param {any} error a DeviceError, or anything with a `code`
 */
export function troubleWords(app, error) {
  const code = typeof error?.code === "string" ? error.code : "unknown";
  const offline = !navigator.onLine && code === "unreachable";
  if (offline) return app.t("trouble.offline");
  if (app.say.has(`trouble.${code}`)) return app.t(`trouble.${code}`);
  if (isNotLogged(code)) return app.t("trouble.not_logged");
  return SIGNED.test(code) ? app.t("trouble.untrusted") : app.t("trouble.other", { code });
}
