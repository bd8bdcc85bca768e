/**
 * What the field's screens are given: the vault, whatever keeps it. `device/vault.js` opens the real one; tests and the
 * simulation use the same.
 *
 * Every promise that resolves has made its change durable. Nothing here shows or knows a name.
 *
 * @typedef {"visitor"|"lead"|"keeper"|"teacher"|"volunteer"} Duty
 * @typedef {"visit"|"undo"|"tally"|"shift"|"class"|"movement"} Kind
 * @typedef {"helped"|"already"|"not_home"|"come_back"|"done"} Outcome
 *
 * @typedef {{id: string, seq: number, at: string, up: number, kind: Kind, [field: string]: any}} FieldEvent
 *   `at`: what this clock showed, RFC 3339 in UTC with milliseconds; `up`: milliseconds since the page was opened
 *
 * @typedef {{n: string, s: Outcome|null, on: string|null, l: string|null, others: boolean}} HouseholdRow
 *   one household: number, where it stands, the day to come back, the language to bring, whether the word is another device's
 * @typedef {{id: string, unit: string, part: string, village: string, households: HouseholdRow[]}} WalkList
 * @typedef {{id: string, list: string, village: string, households: string[]}} SpotRound
 *   households are numbers of the list that are still to be asked; the docs say what a visit of a spot-check means
 * @typedef {{id: string, number: number, duty: Duty, unit: {id: string, code: string, name: string, kind: string}, part: string}} DeviceRecord
 * @typedef {{device: DeviceRecord, clock: string, lists: WalkList[], rounds: SpotRound[], publisher: string|null, trial: boolean,
 *   hotline: string, sms_number: string, receipt_key: string, seal_key: string, receipt: Receipt|null, [extra: string]: any}} Work
 *   `extra`: what other applications add, such as `post` (gate) and `classes` (school); keys and receipts in base64url
 * @typedef {{body: string, signature: string}} Receipt base64url; the body is JSON `{"v":1,"device":…,"ranges":[[first,last],…],"at":…}`
 *
 * @typedef {{bundle: string, signature: string}} Envelope base64url of the signed bytes, and of the raw 64-byte signature
 * @typedef {{id: string, from: number, events: number, made_at: string, sealed: string}} Parcel
 *   a sealed envelope on its way: the number of the device that it is from, how many events it holds
 *
 * @typedef {import("../core/tallies.js").Count & {list: string}} ListCount
 *
 * @typedef {"new"|"locked"|"open"|"revoked"} VaultState
 * @typedef {object} Vault
 * @property {() => VaultState} state
 * @property {() => string|null} trouble `store_missing`, `store_evicted` or null
 * @property {(given: {token: string, pin: string}) => Promise<void>} enrol throws FieldError: `offline`, `unreachable` (the server is in trouble), `link_used`, `link_old`, `pin_short`, `enrolled`
 * @property {(pin: string) => Promise<{open: boolean, wait: number}>} unlock `wait`: milliseconds until the next guess is heard; a PIN that is too short is no guess, and only asks for that
 * @property {() => void} lock
 * @property {(before: string, after: string) => Promise<boolean>} changePin false: the PIN before is another one
 * @property {() => Promise<Work>} work
 * @property {(kind: Kind, fields: object, counts?: ListCount) => Promise<FieldEvent>} append durable once resolved; also counted at once in `households`; `counts`: what the village's tally gains with it, both or neither
 * @property {(id: string, counts?: ListCount) => Promise<FieldEvent>} undo `counts`: what the village's tally loses with it, both or neither
 * @property {(list: string, count: import("../core/tallies.js").Count) => Promise<void>} tally adds to the village's tally of today, beside no household
 * @property {(list: string) => Promise<HouseholdRow[]>} households the list as it stands, with what this device did
 * @property {() => Promise<FieldEvent[]>} mine what this device did and still holds, oldest first, without what was undone
 * @property {() => Promise<{unsent: number, oldest: string|null, sent: number, carried: number}>} standing counts; `oldest`: `at` of the oldest event without receipt
 * @property {() => Promise<SyncResult>} sync everything that there is to send and to fetch; never throws for a missing network
 * @property {() => Promise<Parcel[]>} parcels what is unsent, sealed to the server, at most 200 events each
 * @property {(parcel: Parcel) => Promise<boolean>} carry keeps another device's parcel; false: it was there already
 * @property {() => Promise<Receipt[]>} receipts what the server answered to parcels that this device carried, to be shown to the devices they are from
 * @property {(receipt: Receipt) => Promise<number>} accept takes a receipt in, whoever brought it; how many events it covered; throws FieldError: `receipt_wrong` (not the site's), `receipt_foreign` (another device's)
 * @property {() => Promise<void>} sweep forgets what is sent and older than seven days
 * @property {() => Promise<void>} erase
 * @property {(name: string) => Promise<any>} get a small document of a screen, sealed like everything
 * @property {(name: string, change: (before: any) => any) => Promise<any>} change
 * @property {(heard: () => void) => (() => void)} onChange hears of every change, also of other tabs
 *
 * `sent`: events that got a receipt; `received`: households that others moved; `carried`: parcels of others handed on;
 * `refused`: events that wait for the clerk, and parcels that nobody can read
 *
 * @typedef {{sent: number, received: number, carried: number, refused: number, problem: null|"offline"|"server"|"revoked"|"old_version"}} SyncResult
 */

export {};
