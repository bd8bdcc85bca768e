/** The symptoms that the pages ask for: words of `bluezone.protocol.exposure_report.Symptom`, the same everywhere. */

export const SYMPTOMS = /** @type {const} */ ([
  "fever", "cough", "sore-throat", "breathless", "loss-of-smell", "tired", "diarrhoea",
]);
