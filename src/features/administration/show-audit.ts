import { setTimeout as delay } from 'node:timers/promises';
import { firstEventIdAt, type AuditEvent } from '../../platform/events/event.js';
import type { AuditFilter, AuditStore } from '../../platform/events/store.js';
import type { Clock } from '../../platform/clock.js';
import type { CommandHost } from '../../platform/command-line/commands.js';
import type { UserStore } from '../accounts/user.js';
import { printable } from '../../platform/printable.js';
import { accountNamed } from '../accounts/identifiers.js';
import { AuthError } from '../../platform/errors/auth-error.js';
import { administrationReasons } from './facts.js';
import {
  formatTime,
  isOutputClosed,
  isoTime,
  jsonOf,
  print,
} from '../../platform/command-line/output.js';

/** What the command needs of the service. */
export interface AuditCore {
  readonly config: object;
  readonly storage: { readonly audit: AuditStore; readonly users: UserStore };
  readonly clock: Clock;
}

/** Milliseconds between two looks. */
const lookInterval = 1000;
/** Milliseconds by which a process may store its events later than another one with later ids. */
const lateness = 5000;
const pageSize = 1000;

export interface AuditOptions {
  readonly limit: number;
  readonly follow?: boolean;
  readonly json?: boolean;
  readonly user?: string;
  readonly type?: string;
}

/** Prints the latest events, one a line, the oldest first; with `follow` also those to come. */
export async function showAudit(
  { withCore }: CommandHost<AuditCore>,
  options: AuditOptions,
): Promise<void> {
  const { limit, follow = false, json = false, type } = options;
  await withCore(async (core) => {
    const userId = await userIdOf(core, options.user);
    const only = { ...(userId && { userId }), ...(type && { type }) };
    const show = async (events: readonly AuditEvent[]) => {
      const names = await namesIn(core, events);
      for (const event of events) print(json ? toJson(event, names) : toLine(event, names));
    };
    const shown = await core.storage.audit.list({ ...only, limit });
    await show(shown);
    if (follow) await showWhatComes(core, only, new Set(shown.map(({ id }) => id)), show);
  });
}

async function userIdOf({ storage }: AuditCore, username?: string): Promise<string | undefined> {
  if (username === undefined) return undefined;
  const user = await storage.users.find(accountNamed(username));
  if (user === undefined) throw new AuthError(administrationReasons.USER_NOT_FOUND);
  return user.id;
}

type Names = ReadonlyMap<string | null, string>;

/** The usernames of the accounts in these events, by their ids. A deleted account has none any more. */
async function namesIn({ storage }: AuditCore, events: readonly AuditEvent[]): Promise<Names> {
  const ids = new Set(events.flatMap(({ userId, actorId }) => [userId, actorId]));
  const all = [...ids].filter((id) => id !== null);
  const names = new Map<string | null, string>();
  for (let at = 0; at < all.length; at += pageSize) {
    const users = await storage.users.findMany(all.slice(at, at + pageSize));
    for (const { id, username } of users) names.set(id, username);
  }
  return names;
}

/** Until the process is ended, or its reader has gone. */
async function showWhatComes(
  { storage, clock }: AuditCore,
  only: Omit<AuditFilter, 'after' | 'limit'>,
  shown: ReadonlySet<string>,
  show: (events: readonly AuditEvent[]) => Promise<void>,
): Promise<void> {
  let known = shown;
  while (!isOutputClosed()) {
    await delay(lookInterval);
    const after = firstEventIdAt(clock.now() - lateness - lookInterval);
    const recent = await readAll(storage.audit, { ...only, after });
    await show(recent.filter(({ id }) => !known.has(id)));
    known = new Set(recent.map(({ id }) => id));
  }
}

async function readAll(
  store: AuditStore,
  filter: Omit<AuditFilter, 'limit'>,
): Promise<AuditEvent[]> {
  const page = await store.list({ ...filter, limit: pageSize });
  const last = page.at(-1);
  if (page.length < pageSize || last === undefined) return page;
  return [...page, ...(await readAll(store, { ...filter, after: last.id }))];
}

function toJson({ at, lastAt, ...event }: AuditEvent, names: Names): string {
  const username = names.get(event.userId) ?? null;
  const actorUsername = names.get(event.actorId) ?? null;
  return jsonOf({ at: isoTime(at), ...event, username, actorUsername, lastAt: isoTime(lastAt) });
}

function toLine({ at, type, detail, count, lastAt, ...event }: AuditEvent, names: Names): string {
  const { userId, actorId, sessionId, ipAddress, userAgent } = event;
  const whom = {
    user: names.get(userId) ?? userId,
    actor: names.get(actorId) ?? actorId,
    session: sessionId,
  };
  const facts = { ...whom, address: ipAddress, agent: userAgent };
  const words = Object.entries({ ...facts, ...detail, ...(count > 1 && timesOf(count, lastAt)) })
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${printable(name)}=${jsonOf(value)}`);
  return [formatTime(at), printable(type), ...words].join(' ');
}

/** Of an event that happened several times. */
function timesOf(count: number, lastAt: number) {
  return { times: count, last: formatTime(lastAt) };
}
