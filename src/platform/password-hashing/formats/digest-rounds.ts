import { Worker } from 'node:worker_threads';

/** One digest after the other. */
export interface DigestRounds {
  /** `md5`: of the digest before and the password (phpass). `sha512`: as sha512-crypt mixes them. */
  readonly algorithm: 'md5' | 'sha512';
  readonly rounds: number;
  /** The digest before the first round. */
  readonly start: Uint8Array;
  readonly password: Uint8Array;
  /** Only for `sha512`. */
  readonly salt: Uint8Array;
}

/** Bytes of a password; libxcrypt takes no more either. Each round reads all of it. */
export const maximumRoundsPassword = 512;

/**
 * Runs in a thread of its own, which gets the text of this function: a file would be missing in a bundle. It must
 * refer to nothing outside of itself.
 */
function computeRounds(): void {
  const { hash } = process.getBuiltinModule('node:crypto');
  const thread = process.getBuiltinModule('node:worker_threads');
  const { algorithm, rounds, start, password, salt } = thread.workerData as DigestRounds;
  let digest = start;
  for (let round = 0; round < rounds; round += 1) {
    const isOdd = round % 2 === 1;
    const parts = [isOdd ? password : digest];
    if (round % 3 !== 0) parts.push(salt);
    if (round % 7 !== 0) parts.push(password);
    parts.push(isOdd ? digest : password);
    const mixed = Buffer.concat(algorithm === 'md5' ? [digest, password] : parts);
    digest = hash(algorithm, mixed, 'buffer');
  }
  thread.parentPort?.postMessage(digest);
}

/** The digest after the last round. Neither on the main thread nor on libuv's thread pool. */
export function digestAfter(work: DigestRounds): Promise<Buffer> {
  const worker = new Worker(`(${computeRounds.toString()})()`, {
    eval: true,
    workerData: work,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 8 },
  });
  return new Promise((resolve, reject) => {
    worker.once('message', (digest: Uint8Array) => resolve(Buffer.from(digest)));
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('the thread that computes a hash ended early')));
  });
}
