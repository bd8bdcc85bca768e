// Keying a sheet without a mouse: Enter goes on to the next line, an outcome that needs no counts does so by itself.
// Without this file Enter checks the form and Tab goes from field to field.
const form = document.querySelector("form[data-keying]");
const NEEDS_MORE = "14";

/** @param {HTMLInputElement} input */
const lineOf = (input) => Number(input.name.slice(1));

/** @param {number} line */
const outcomeOf = (line) => form?.querySelector(`input[name="o${line}"]`);

/** @param {number} line */
function goOn(line) {
  const next = outcomeOf(line + 1) ?? form?.querySelector("#refused");
  if (next instanceof HTMLInputElement) {
    next.focus();
    next.select();
  }
}

form?.addEventListener("keydown", (event) => {
  const input = event.target;
  if (!(event instanceof KeyboardEvent) || event.key !== "Enter" || !(input instanceof HTMLInputElement)) return;
  if (input.id === "day") {
    event.preventDefault();
    goOn(0);
  } else if (/^[noprbd]\d+$/.test(input.name)) {
    event.preventDefault();
    goOn(lineOf(input));
  }
});

form?.addEventListener("input", (event) => {
  const input = event.target;
  if (!(input instanceof HTMLInputElement) || !/^o\d+$/.test(input.name) || !/^[1-5]$/.test(input.value)) return;
  if (NEEDS_MORE.includes(input.value)) {
    const more = form.querySelector(`input[name="p${lineOf(input)}"]`);
    if (more instanceof HTMLInputElement) more.focus();
  } else goOn(lineOf(input));
});
