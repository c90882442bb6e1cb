/** Bounded, because without a bound it takes the square of a long word. */
const address = /[^\s<>()"',:;@]{1,254}@[^\s<>()"',:;@]{1,255}/g;

/** An address as far as an operator needs it to recognise one: `a…@example.com`. */
export function maskAddress(email: string): string {
  const at = email.lastIndexOf('@');
  const [first = ''] = email;
  return `${first}…${email.slice(at)}`;
}

/** Characters of a text that may hold addresses. */
const longestText = 1_000;

/** A text with every address in it masked. A long one is cut. */
export function maskAddresses(text: string): string {
  return text.slice(0, longestText).replace(address, maskAddress);
}
