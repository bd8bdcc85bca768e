/** Secret numbers that anybody tries first, and so are not accepted. Pure. */

/** How many digits a PIN has. */
export const PIN_LENGTH = 6;

/** Whether a PIN is among those that are tried first: one digit, a run, a pair or a triple again and again. @param {string} pin */
export function isEasy(pin) {
  const digits = [...pin].map(Number);
  const steps = digits.slice(1).map((digit, at) => (digit - digits[at] + 10) % 10);
  const same = steps.every((step) => step === steps[0]) && [0, 1, 9].includes(steps[0]);
  return same || pin === pin.slice(0, 2).repeat(3) || pin === pin.slice(0, 3).repeat(2);
}
