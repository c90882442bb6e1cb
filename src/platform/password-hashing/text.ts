/**
 * UTF-16 code units that are looked at. Far above any policy's limit (four units for each of 1,024
 * characters), so that 10 MB of "password" are neither normalised nor hashed. Hashes imported from
 * elsewhere are of passwords within it too: Django refuses more than 4,096 characters.
 */
export const longestTypedPassword = 4096;

/**
 * Whether a string is Unicode text. One with half of a surrogate pair is not: in UTF-8 every such half
 * becomes U+FFFD, so that different passwords would have the same hash.
 */
export function isWellFormed(password: string): boolean {
  return !/\p{Surrogate}/u.test(password);
}

/** Whether a password can have a hash. One that cannot matches no hash, and costs the same to refuse. */
export function isHashable(password: string): boolean {
  return password.length <= longestTypedPassword && isWellFormed(password);
}

/** One form for all the ways to type the same characters (NIST SP 800-63B-4 §3.1.1.2; UAX 15). */
export function normalisePassword(password: string): string {
  return password.normalize('NFKC');
}
