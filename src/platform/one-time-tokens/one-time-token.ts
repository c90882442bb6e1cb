/** What one-time secrets are good for, each for nothing else. */
export const secretPurposes = [
  'verify-email',
  'change-email',
  'reset-password',
  'sign-in',
  'invitation',
] as const;

export type SecretPurpose = (typeof secretPurposes)[number];

/** A one-time secret at rest. Times are milliseconds since the Unix epoch. */
export interface StoredSecret {
  /** Whose it is: the id of a user, or the key of an e-mail address. It has one secret of each purpose. */
  readonly subject: string;
  readonly purpose: SecretPurpose;
  /** SHA-256 of the token, in base64url. */
  readonly tokenHash: string;
  /** HMAC-SHA256 of the code, in base64url. */
  readonly codeHash: string;
  /** `null` for a decoy: nobody has the address, and guessing the code has to look the same. */
  readonly userId: string | null;
  /** The address that it was sent to. */
  readonly email: string;
  readonly createdAt: number;
  readonly expiresAt: number;
}
