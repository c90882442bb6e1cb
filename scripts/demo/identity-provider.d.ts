export interface ProviderAccount {
  name: string;
  email: string;
  email_verified: boolean;
}

export interface IdentityProvider {
  /** Its address. */
  readonly issuer: string;
  /** By their subjects: `ada`, `grace` and `mallory`, whose address is not verified. Change them as you like. */
  readonly accounts: Map<string, ProviderAccount>;
  /** A new signing key, without the former one. */
  rotateKeys(): void;
  close(): Promise<void>;
}

export function startIdentityProvider(options: {
  /** What the service registers: `PUBLIC_URL/callback/<id>`. */
  readonly redirectUris: readonly string[];
  readonly clientId: string;
  readonly clientSecret: string;
  /** By default a free one. */
  readonly port?: number;
}): Promise<IdentityProvider>;
