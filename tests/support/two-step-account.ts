import { createHash } from 'node:crypto';
import type { TestServer } from './test-server.js';

/** Recovery codes as they are stored, and as their user types them. */
export function recoveryCodes(count: number): { codes: string[]; hashes: string[] } {
  const codes = Array.from({ length: count }, (_, index) => `ABCDEFGH234567${'ABCDEFGH'[index]}A`);
  const hashes = codes.map((code) => createHash('sha256').update(code).digest('base64url'));
  return { codes, hashes };
}

/** Turns two-step sign-in on for an account, with these many recovery codes. */
export async function haveTwoSteps(
  server: TestServer,
  userId: string,
  count = 8,
): Promise<readonly string[]> {
  const { codes, hashes } = recoveryCodes(count);
  await server.withStorage(async (storage) => {
    await storage.recoveryCodes.add(userId, hashes, server.clock.now());
    await storage.users.setTwoStepSince(userId, server.clock.now());
  });
  return codes;
}
