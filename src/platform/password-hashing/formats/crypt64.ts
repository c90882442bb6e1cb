/** The digits of crypt(3), phpass and scrypt's `$7$`. */
const digits = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** The number that digits of 6 bits make, the lowest first; -1 for a character that is no digit. */
export function decodeCrypt64(text: string): number {
  let value = 0;
  for (const [index, character] of Array.from(text).entries()) {
    const digit = digits.indexOf(character);
    if (digit < 0) return -1;
    value += digit * 64 ** index;
  }
  return value;
}

/** Bytes in groups of three, the lowest first, as four digits each; the last group has as many as it needs. */
export function encodeCrypt64(bytes: Uint8Array): string {
  let text = '';
  for (let start = 0; start < bytes.length; start += 3) {
    const group = bytes.subarray(start, start + 3);
    const value = group.reduce((sum, byte, index) => sum + byte * 256 ** index, 0);
    for (let digit = 0; digit <= group.length; digit += 1) {
      text += digits.charAt(Math.floor(value / 64 ** digit) % 64);
    }
  }
  return text;
}
