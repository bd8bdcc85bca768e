/** A rule that refuses something well-formed: a stable code for a program, the same that the servers use. */
export class Refusal extends Error {
  /**
   * @param {string} code such as "keys_expired"
   * @param {string} message names the rule, never a value
   */
  constructor(code, message) {
    super(message);
    this.name = "Refusal";
    this.code = code;
  }
}
