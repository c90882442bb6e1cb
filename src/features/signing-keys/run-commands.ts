import type { Clock } from '../../platform/clock.js';
import { type CommandHost, UsageError } from '../../platform/command-line/commands.js';
import { print, printJson, formatTime, isoTime } from '../../platform/command-line/output.js';
import { formatTable, startProgress } from '../../platform/command-line/terminal.js';
import { resolveSecret } from '../../platform/config/secret.js';
import type { AuditTrail } from '../../platform/events/trail.js';
import type { SigningKeyChanges } from './facts.js';
import {
  propagation,
  reloadInterval,
  revokeAllKeys,
  rotateKeys,
  type RecordedRotationOptions,
} from './key-rotation.js';
import { statesOf, type KeyState, type KeyStore, type StoredKey } from './store.js';
import { createPrivateKeyCipher } from './key-pair.js';

/** What the commands on keys need of the service. */
export interface KeyCore {
  readonly config: {
    readonly authgraphSecret: string | undefined;
    readonly dataDir: string;
    readonly jwtAlgorithm: RecordedRotationOptions['algorithm'] | 'HS256';
  };
  readonly storage: {
    readonly keys: KeyStore;
    readonly transact: RecordedRotationOptions['transact'];
    readonly sessions: {
      /** Ends up to `limit` sessions of anyone; returns how many. */
      revokeBatch(why: { at: number; reason: 'keys_revoked' }, limit: number): Promise<number>;
    };
  };
  readonly clock: Clock;
  readonly audit: AuditTrail<SigningKeyChanges>;
  /** The longest that any token lives, in seconds. */
  readonly tokenLifetime: number;
}

/** Sessions of one statement, short enough to let others through. */
const sessionsAtOnce = 1000;

export interface KeyListOptions {
  readonly json?: boolean;
}

export async function listKeys(
  { withCore }: CommandHost<KeyCore>,
  { json = false }: KeyListOptions,
): Promise<void> {
  await withCore(async ({ storage, clock, config }) => {
    const keys = await storage.keys.list();
    const states = statesOf(keys, clock.now());
    if (json) {
      printJson(keys.map((key, index) => toJson(key, states[index])));
      return;
    }
    const rows = keys.map((key, index) => toRow(key, states[index]));
    print(formatTable(['KID', 'ALGORITHM', 'STATE', 'CREATED', 'SIGNS FROM', 'EXPIRES'], rows));
    if (config.jwtAlgorithm === 'HS256') {
      print('None of these is used: this service signs with HS256 and JWT_SECRET_KEY.');
    }
  });
}

function toJson(key: StoredKey, state: KeyState | undefined) {
  const { kid, algorithm, publicJwk, createdAt, activatesAt, expiresAt, revokedAt } = key;
  return {
    kid,
    algorithm,
    state,
    publicJwk,
    createdAt: isoTime(createdAt),
    activatesAt: isoTime(activatesAt),
    expiresAt: isoTime(expiresAt),
    revokedAt: isoTime(revokedAt),
  };
}

function toRow(key: StoredKey, state = ''): string[] {
  const { kid, algorithm, createdAt, activatesAt, expiresAt } = key;
  const times = [createdAt, activatesAt, expiresAt].map(formatTime);
  return [kid, algorithm, state, ...times];
}

export interface RotateOptions {
  readonly revokeAll?: boolean;
  readonly newSecret?: boolean;
}

export async function rotate(
  { withCore }: CommandHost<KeyCore>,
  { revokeAll = false, newSecret = false }: RotateOptions,
): Promise<void> {
  if (newSecret && !revokeAll) {
    throw new UsageError('--new-secret needs --revoke-all: it makes the old keys useless');
  }
  await withCore(async (core) => {
    const options = rotationOptions(core);
    if (!newSecret) await checkSecret(options);
    await (revokeAll ? replaceAll(core, options) : addOne(options));
  });
}

function rotationOptions({
  config,
  storage,
  clock,
  audit,
  tokenLifetime,
}: KeyCore): RecordedRotationOptions {
  return {
    store: storage.keys,
    transact: storage.transact,
    audit,
    algorithm: asymmetric(config.jwtAlgorithm),
    secret: resolveSecret(config),
    clock,
    tokenLifetime,
  };
}

function asymmetric(
  algorithm: KeyCore['config']['jwtAlgorithm'],
): RecordedRotationOptions['algorithm'] {
  if (algorithm !== 'HS256') return algorithm;
  throw new UsageError(
    'this service signs with HS256 and JWT_SECRET_KEY, so there is no key to rotate; change JWT_SECRET_KEY in every process and restart: all tokens are invalid then',
  );
}

/** A key that the running processes cannot open would not be used by any of them. */
async function checkSecret({ store, secret }: RecordedRotationOptions): Promise<void> {
  const cipher = createPrivateKeyCipher(secret);
  for (const { kid, encryptedPrivateKey, revokedAt } of await store.list()) {
    if (revokedAt === null) cipher.decrypt(encryptedPrivateKey, kid);
  }
}

async function addOne(options: RecordedRotationOptions): Promise<void> {
  const { kid, activatesAt } = await rotateKeys(options);
  print(`Added key ${kid}. It signs from ${formatTime(activatesAt)} UTC on (in ${propagation} s).`);
}

/** Other processes see a session's end with the next request, and the keys' at their next look. */
async function replaceAll(
  { storage, clock }: KeyCore,
  options: RecordedRotationOptions,
): Promise<void> {
  const { kid } = await revokeAllKeys(options);
  print(`Added key ${kid}, and revoked all earlier ones.`);
  const revocation = { at: clock.now(), reason: 'keys_revoked' } as const;
  const progress = startProgress('Sessions ended');
  let ended = 0;
  for (let batch = sessionsAtOnce; batch === sessionsAtOnce; ended += batch) {
    batch = await storage.sessions.revokeBatch(revocation, sessionsAtOnce);
    progress.update(ended);
  }
  progress.stop();
  print(`Ended sessions: ${ended}. Running processes follow within ${reloadInterval} s.`);
}
