/** A mailbox of RFC 5322 §3.4, in the two forms that people write. */
const mailbox =
  /^(?:(?<name>[^<>@"\p{Cc}]*[^<>@"\p{Cc}\s])\s*<(?<named>[^<>]+)>|(?<bare>[^<>]+))$/u;
const address = /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*$/;

/** Reads `name@example.com` or `Example <name@example.com>`; `undefined` for anything else. */
export function parseSender(text: string): { name: string; address: string } | undefined {
  const { name = '', named, bare } = mailbox.exec(text.trim())?.groups ?? {};
  const found = named ?? bare ?? '';
  return address.test(found) ? { name, address: found } : undefined;
}
