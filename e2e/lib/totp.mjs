// An authenticator as a telephone has one (RFC 6238: SHA-1, six digits, thirty seconds).
import { createHmac } from 'node:crypto';

function bytes(base32) {
  const bits = [...base32.replace(/[\s=]/g, '')].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
}

function code(secret, step) {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const hash = createHmac('sha1', bytes(secret)).update(counter).digest();
  const at = hash[19] & 15;
  return String((hash.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

// Each step is good once, and one step to either side is taken: three codes at once, and then one each half minute.
export function authenticator(secret) {
  let last = 0;
  const now = () => Math.floor(Date.now() / 30_000);
  return {
    async next() {
      // A moment before the end of a step the oldest one may be too old when it arrives.
      while (now() + 1 <= last) await new Promise((resolve) => { setTimeout(resolve, 500); });
      last = Math.max(last + 1, Date.now() % 30_000 > 24_000 ? now() : now() - 1);
      return code(secret, last);
    },
    // Six digits that are right at no step near now.
    wrong() {
      const right = [-2, -1, 0, 1, 2, 3].map((away) => code(secret, now() + away));
      return ['000000', '111111', '222222', '333333', '444444', '555555', '666666'].find((guess) => !right.includes(guess));
    },
    used: () => code(secret, last),
  };
}
