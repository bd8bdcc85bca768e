/** The citizen's service worker; what it does is in `keeping.js`, and `python -m tests.pages files` writes the version. */

importScripts("keeping.js");
keepPages({ version: "b9d5c49bf97a3174", prefix: "bluezone-pages-", patience: 4000, opens: "#/warnings" });
