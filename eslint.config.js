/** What the citizen's and the field's pages must hold to: Chrome 95, no HTML made of text, small files. */

import js from "@eslint/js";
import compat from "eslint-plugin-compat";

const FOLDERS = ["src/bluezone/citizen/pages", "src/bluezone/rollout/fieldwork/pages"];
/** Every file of the pages with one of these endings. @param {...string} endings */
const every = (...endings) => FOLDERS.flatMap((folder) => endings.map((ending) => `${folder}/${ending}`));
/** Chrome 95 of October 2021, the oldest browser that the pages serve, knows ES2022 as far as syntax goes. */
const LANGUAGE = { ecmaVersion: 2022, sourceType: "module" };
const OLDEST = { browsers: ["chrome 95"] };
const HTML = "Text is text: build nodes with `html`, never HTML from a string.";

export default [
  { ignores: [".venv/**"] },
  {
    files: every("**/*.js", "**/*.mjs"),
    languageOptions: LANGUAGE,
    plugins: { compat },
    settings: OLDEST,
    rules: { "compat/compat": "error" },
  },
  {
    files: every("**/*.js"),
    ignores: every("vendor/**"),
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      ...js.configs.recommended.rules,
      "no-undef": "off", // tsc knows every name
      eqeqeq: ["error", "always", { null: "ignore" }],
      "max-lines": ["error", 400],
      "max-lines-per-function": ["error", 60],
      "no-console": "error",
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-new-func": "error",
      "no-script-url": "error",
      "no-var": "error",
      "prefer-const": "error",
      "no-restricted-properties": [
        "error",
        ...["innerHTML", "outerHTML", "insertAdjacentHTML", "dangerouslySetInnerHTML"].map((property) => ({ property, message: HTML })),
        { object: "document", property: "write", message: HTML },
      ],
      "no-restricted-syntax": [
        "error",
        { selector: "Property[key.name='dangerouslySetInnerHTML']", message: HTML },
        { selector: "TemplateElement[value.raw=/dangerouslySetInnerHTML|\\sstyle=/]", message: "No inline styles and no HTML from text: the content security policy refuses both." },
      ],
    },
  },
  { files: ["tests/citizen/**/*.js", "tests/rollout/fieldwork/**/*.js"], languageOptions: LANGUAGE, rules: { ...js.configs.recommended.rules, "no-undef": "off" } },
];
