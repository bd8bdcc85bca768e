/**
 * One use of the camera: asked for by a person's act, read until a code is found, and always turned off.
 */

/** @typedef {import("./code_reader.js").Reader} Reader */
/** @typedef {"refused" | "none" | "busy" | "failed"} CameraFault */

/** The longer side of a picture that is looked at, in pixels. */
const FRAME_SIDE = 960;
/** Milliseconds between two looks: often enough for a hand, seldom enough for an old telephone. */
const PAUSE = 120;
const FAULTS = /** @type {Record<string, CameraFault>} */ ({
  NotAllowedError: "refused",
  SecurityError: "refused",
  NotFoundError: "none",
  OverconstrainedError: "none",
  NotReadableError: "busy",
  AbortError: "busy",
});

/** What a person is told about a camera that did not open. @param {any} error @returns {CameraFault} */
export const cameraFault = (error) => FAULTS[error?.name] ?? "failed";

/** A camera from the press of a button until `end`. */
export class CameraUse {
  constructor() {
    /** @type {MediaStream | null} */
    this.stream = null;
    this.ended = false;
  }

  /**
   * Ask for the camera and show it; turned off at once when nobody waits for it any more.
   * @param {HTMLVideoElement} video
   */
  async begin(video) {
    if (!navigator.mediaDevices?.getUserMedia) throw new DOMException("no camera in this browser", "NotFoundError");
    const wanted = { facingMode: { ideal: "environment" }, width: { ideal: 1280 }, height: { ideal: 720 } };
    this.stream = await navigator.mediaDevices.getUserMedia({ video: wanted, audio: false });
    if (this.ended) {
      this.end();
      return;
    }
    video.srcObject = this.stream;
    await video.play().catch((error) => {
      if (!this.ended) throw error;
    });
  }

  /**
   * Return the text of the first code that comes into sight, or null when the camera was turned off before.
   * @param {HTMLVideoElement} video
   * @param {Reader} reader
   */
  async firstText(video, reader) {
    /** @type {string | null} */
    let first = null;
    await this.eachText(video, reader, (text) => {
      first = text;
      return false;
    });
    return first;
  }

  /**
   * Tell of every code that comes into sight, the same one again and again, until `told` returns false or the camera is off.
   * @param {HTMLVideoElement} video
   * @param {Reader} reader
   * @param {(text: string) => boolean} told
   * @param {number} [pause] milliseconds between two looks
   */
  async eachText(video, reader, told, pause = PAUSE) {
    const canvas = document.createElement("canvas");
    while (!this.ended) {
      const picture = pictureOf(video, video.videoWidth, video.videoHeight, canvas);
      const text = picture && (await reader(picture));
      if (text && !this.ended && !told(text)) return;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }

  /** Whether this camera has a light. */
  hasLight() {
    const [track] = this.stream?.getVideoTracks() ?? [];
    const abilities = /** @type {any} */ (track?.getCapabilities?.() ?? {});
    return Boolean(abilities.torch);
  }

  /** Turn the light on or off. @param {boolean} on */
  async light(on) {
    const [track] = this.stream?.getVideoTracks() ?? [];
    await track?.applyConstraints(/** @type {any} */ ({ advanced: [{ torch: on }] }));
  }

  /** Turn the camera off. It may be asked for more than once. */
  end() {
    this.ended = true;
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = null;
  }
}

/**
 * Return the pixels of a picture, made smaller where it is large; null while there is none.
 * @param {CanvasImageSource} source
 * @param {number} width
 * @param {number} height
 * @param {HTMLCanvasElement} canvas
 * @param {number} [side] the longer side, in pixels
 */
export function pictureOf(source, width, height, canvas, side = FRAME_SIDE) {
  if (!width || !height) return null;
  const scale = Math.min(1, side / Math.max(width, height));
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  if (!pen) return null;
  pen.drawImage(source, 0, 0, canvas.width, canvas.height);
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}
