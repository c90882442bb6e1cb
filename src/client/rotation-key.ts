interface Host {
  readonly crypto?: { getRandomValues(bytes: Uint8Array): Uint8Array };
}

/**
 * 128 random bits in base64url, as `refresh` takes them for its `idempotencyKey`.
 * @returns `undefined` where there is no source of random bits, as in React Native without a polyfill
 */
export function createRotationKey(): string | undefined {
  const { crypto } = globalThis as Host;
  if (!crypto) return undefined;
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const base64 = btoa(String.fromCharCode(...bytes));
  return base64.replaceAll('+', '-').replaceAll('/', '_').slice(0, 22);
}
