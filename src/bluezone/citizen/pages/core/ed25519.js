/**
 * Ed25519 signatures (RFC 8032): by the browser where it can, else by a library that is fetched only then.
 *
 * Chrome has them from 137, Safari from 17, Firefox from 129.
 */

/** @typedef {import("./bytes.js").Bytes} Bytes */
/** @typedef {(signature: Bytes, message: Bytes, publicKey: Bytes) => Promise<boolean>} Verify */

/** @type {Promise<Verify> | undefined} */
let chosen;

/** Whether a signature holds. @type {Verify} */
export async function holds(signature, message, publicKey) {
  chosen ??= (await nativeWorks()) ? Promise.resolve(byBrowser) : byLibrary();
  return (await chosen)(signature, message, publicKey);
}

/** A public key of RFC 8032, section 7.1, test 1: any browser that knows the algorithm takes it. */
const KNOWN_KEY = Uint8Array.from(
  "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a".match(/../g) ?? [],
  (pair) => Number.parseInt(pair, 16),
);

async function nativeWorks() {
  return crypto.subtle.importKey("raw", KNOWN_KEY, { name: "Ed25519" }, false, ["verify"]).then(
    () => true,
    () => false,
  );
}

/** @type {Verify} */
async function byBrowser(signature, message, publicKey) {
  try {
    const key = await crypto.subtle.importKey("raw", publicKey, { name: "Ed25519" }, false, ["verify"]);
    return await crypto.subtle.verify({ name: "Ed25519" }, key, signature, message);
  } catch {
    return false;
  }
}

/** @returns {Promise<Verify>} */
export async function byLibrary() {
  const { verifyAsync } = await import("@noble/ed25519");
  return async (signature, message, publicKey) => {
    try {
      return await verifyAsync(signature, message, publicKey, { zip215: false });
    } catch {
      return false;
    }
  };
}
