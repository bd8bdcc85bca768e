/**
 * A fountain over GF(2): equal pieces, and as many XOR combinations of them as anybody wants.
 *
 * Frame n of k pieces is piece n while n < k, and then the XOR of a random half of the pieces, which both sides work out
 * from the content's id and n. Any k + 2 or so frames give the pieces back, whichever they are: with k + e of them at
 * random the chance of failing is about 2 to the power of -e. Elimination costs k² / 2 XORs of a piece, 3 MB for 64 KiB.
 */

/** @param {Uint8Array} into @param {Uint8Array} from */
function add(into, from) {
  for (let at = 0; at < into.length; at += 1) into[at] ^= from[at];
}

/** Numbers of 32 bits from a seed, the same everywhere (Mulberry32). @param {number} seed */
function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}

/**
 * Which pieces frame `number` joins, one byte a piece, 0 or 1; never none.
 * @param {number} id @param {number} number @param {number} count
 */
export function chosen(id, number, count) {
  const pieces = new Uint8Array(count);
  if (number < count) {
    pieces[number] = 1;
    return pieces;
  }
  const next = generator(id ^ Math.imul(number, 0x9e3779b1));
  for (let at = 0; at < count; at += 1) pieces[at] = next() >>> 31;
  pieces[next() % count] = 1;
  return pieces;
}

/**
 * What frame `number` carries.
 * @param {Uint8Array[]} pieces of one length
 * @param {number} id
 * @param {number} number
 */
export function combined(pieces, id, number) {
  const whole = new Uint8Array(pieces[0].length);
  chosen(id, number, pieces.length).forEach((isIn, at) => isIn && add(whole, pieces[at]));
  return whole;
}

/** The pieces as they become known: Gaussian elimination, a row at a time. */
export class Basin {
  /** @param {number} count @param {number} id */
  constructor(count, id) {
    this.count = count;
    this.id = id;
    this.rank = 0;
    /** Rows by their first piece. @type {({choice: Uint8Array, content: Uint8Array} | undefined)[]} */
    this.rows = new Array(count).fill(undefined);
  }

  /** Take what a frame carries; false when it says nothing new. @param {number} number @param {Uint8Array} carried */
  take(number, carried) {
    const choice = chosen(this.id, number, this.count);
    const content = Uint8Array.from(carried);
    for (let at = 0; at < this.count; at += 1) {
      if (!choice[at]) continue;
      const row = this.rows[at];
      if (!row) {
        this.rows[at] = { choice, content };
        this.rank += 1;
        return true;
      }
      add(choice, row.choice);
      add(content, row.content);
    }
    return false;
  }

  /** The pieces, once as many independent frames came as there are pieces; else null. @returns {Uint8Array[] | null} */
  pieces() {
    if (this.rank < this.count) return null;
    const rows = /** @type {{choice: Uint8Array, content: Uint8Array}[]} */ (this.rows);
    for (let at = this.count - 1; at >= 0; at -= 1) {
      for (let later = at + 1; later < this.count; later += 1) {
        if (rows[at].choice[later]) add(rows[at].content, rows[later].content);
      }
      rows[at].choice.fill(0);
      rows[at].choice[at] = 1;
    }
    return rows.map((row) => row.content);
  }
}
