const address = /[^\s<>()"',:;@]+@[^\s<>()"',:;@]+/g;

/** An address as far as an operator needs it to recognise one: `a…@example.com`. */
export function maskAddress(email: string): string {
  const at = email.lastIndexOf('@');
  const [first = ''] = email;
  return `${first}…${email.slice(at)}`;
}

/** A text with every address in it masked. */
export function maskAddresses(text: string): string {
  return text.replace(address, maskAddress);
}
