/** What the field's store or its errands could not do, by a stable code; the screens have the words. */
export class FieldError extends Error {
  /** @param {string} code such as "store_full" */
  constructor(code) {
    super(code);
    this.name = "FieldError";
    this.code = code;
  }
}
