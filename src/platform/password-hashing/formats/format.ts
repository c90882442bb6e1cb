/** One notation of password hashes. Each reads the password exactly as it was typed, in UTF-8. */
export interface PasswordHashFormat {
  /** For messages, such as "bcrypt". */
  readonly name: string;
  /** Whether a hash is written in this notation, by its first characters only. */
  matches(encoded: string): boolean;
  /**
   * Why a hash of this notation cannot be used: damaged, or so expensive that checking it would be a
   * denial of service. Never quotes the hash.
   */
  problem(encoded: string): string | undefined;
  /**
   * Why a hash is too expensive to be imported, if it is: it would take more than about half a second of one core,
   * some fifty times our own. One that is stored already is still checked. Only for a hash without a problem.
   */
  tooExpensive(encoded: string): string | undefined;
  /**
   * Whether the hash is of this password, compared in constant time. Only for a hash without a problem.
   * Runs on libuv's thread pool or in a thread of its own, not on the main thread.
   */
  verify(encoded: string, password: string): Promise<boolean>;
}

/** Bytes of base64 in its one correct spelling, with "=" at its end; `undefined` for any other text. */
export function decodeBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}

/** The same without "=" at the end, as PHC strings have it (PHC string format, "B64"). */
export function decodePhcBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64').replaceAll('=', '') === text ? bytes : undefined;
}
