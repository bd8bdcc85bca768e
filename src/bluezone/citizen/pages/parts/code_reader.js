/**
 * The reader of QR codes: the browser's own where it has one, else a library that is fetched at first need.
 *
 * It is given a picture and returns the text of the first QR code in it, or null. It follows nothing and keeps nothing.
 */

/** @typedef {(picture: ImageData) => Promise<string | null>} Reader */

const WASM = new URL("../vendor/zxing-wasm/dist/reader/zxing_reader.wasm", import.meta.url).href;

/** @type {Promise<Reader> | null} */
let opened = null;

/**
 * Return the reader; the same one however often it is asked for.
 * @returns {Promise<Reader>}
 */
export function openReader() {
  opened ??= built().catch((error) => {
    opened = null; // a network that comes back is tried again
    throw error;
  });
  return opened;
}

/** @returns {Promise<Reader>} */
async function built() {
  const own = await browserReader();
  return own ?? libraryReader();
}

/** @returns {Promise<Reader | null>} */
async function browserReader() {
  const Detector = /** @type {any} */ (globalThis).BarcodeDetector;
  if (!Detector) return null;
  const formats = await Detector.getSupportedFormats().catch(() => []);
  if (!formats.includes("qr_code")) return null;
  const detector = new Detector({ formats: ["qr_code"] });
  return async (picture) => {
    try {
      const [found] = await detector.detect(picture);
      return found ? found.rawValue : null;
    } catch {
      const reader = await libraryReader(); // some telephones have the name of a detector and no service behind it
      opened = Promise.resolve(reader);
      return reader(picture);
    }
  };
}

/** @returns {Promise<Reader>} */
async function libraryReader() {
  const { prepareZXingModule, readBarcodes } = await import("zxing-wasm/reader");
  const locateFile = (/** @type {string} */ path, /** @type {string} */ prefix) => (path.endsWith(".wasm") ? WASM : prefix + path);
  await prepareZXingModule({ overrides: { locateFile }, fireImmediately: true });
  return async (picture) => {
    const found = await readBarcodes(picture, { formats: ["QRCode"], tryHarder: true, maxNumberOfSymbols: 1 });
    const read = found.find((each) => each.isValid);
    return read ? read.text : null;
  };
}
