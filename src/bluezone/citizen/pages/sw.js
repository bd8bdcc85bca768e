/** The citizen's service worker; what it does is in `keeping.js`, and `python -m tests.pages files` writes the version. */

importScripts("keeping.js");
keepPages({ version: "4dbaa712e69e9965", prefix: "bluezone-pages-", patience: 4000, opens: "#/warnings" });
