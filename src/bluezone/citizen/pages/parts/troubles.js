/**
 * What went wrong, in words: from the stable code of an error to a sentence that says what a person can do.
 */

/** Why a signed file was not believed; whatever it is, a person can do the same about it. */
const SIGNED = /^(keys|feed)_(key_unknown|signature_wrong|kind_wrong|forked|rolled_back)$/;

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
  return SIGNED.test(code) ? app.t("trouble.untrusted") : app.t("trouble.other", { code });
}
