/**
 * The field's service worker; what it does is in the citizen's `keeping.js`, and `python -m tests.pages files` writes the
 * version. The configuration is never waited for: where a team walks, a network that answers nothing is the rule.
 */

importScripts("../app/keeping.js");
keepPages({ version: "4649706c608459b6", prefix: "bluezone-field-pages-", beside: "../app/", patience: 0 });
