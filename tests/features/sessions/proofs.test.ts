import {
  buildSchema,
  getNamedType,
  isObjectType,
  isUnionType,
  type GraphQLNamedType,
} from 'graphql';
import { decode } from 'jsonwebtoken';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OpenDatabase } from '../../../src/platform/database/database.js';
import { openDatabase } from '../../../src/platform/database/open.js';
import type { SessionTables } from '../../../src/features/sessions/session-with-user.sql.js';
import { readTypeDefs } from '../../../src/platform/package-folder.js';
import { signUpAdministrator } from '../../support/administrator.js';
import { databases } from '../../support/databases.js';
import { dataOf, refusalOf, type Reply, type TokenPair } from '../../support/graphql-client.js';
import { startMailedServer, tokenOf, type MailedServer } from '../../support/mailed-server.js';
import { basic, clientEntry, serviceClient } from '../../support/service-client.js';
import {
  doors,
  levelChanges,
  renewals,
  secondSteps,
  type Door,
  type Given,
  type Scene,
} from './doors.js';

const schema = buildSchema(readTypeDefs().join('\n'));

/** Whether an access token can be read from a value of this type, over any number of fields. */
function leadsToToken(type: GraphQLNamedType, seen = new Set<GraphQLNamedType>()): boolean {
  if (seen.has(type)) return false;
  seen.add(type);
  if (isUnionType(type)) return type.getTypes().some((member) => leadsToToken(member, seen));
  if (!isObjectType(type)) return false;
  const fields = Object.values(type.getFields());
  const isToken = { name: 'accessToken', type: 'String!' };
  return fields.some(
    ({ name, type: of }) =>
      (name === isToken.name && String(of) === isToken.type) ||
      leadsToToken(getNamedType(of), seen),
  );
}

test('every mutation that gives tokens is one of the doors, or renews a session', () => {
  const fields = Object.values(schema.getMutationType()?.getFields() ?? {});
  const giving = fields.filter(({ type }) => leadsToToken(getNamedType(type)));
  const known = [...Object.keys(doors), ...secondSteps, ...Object.keys(renewals), ...levelChanges];
  expect(giving.map(({ name }) => name).sort()).toEqual(known.sort());
});

test('no query gives tokens', () => {
  const fields = Object.values(schema.getQueryType()?.getFields() ?? {});
  const giving = fields.filter(({ type }) => leadsToToken(getNamedType(type)));
  expect(giving.map(({ name }) => name)).toEqual([]);
});

interface Claims {
  sub: string;
  sid: string;
  amr?: string[];
  acr?: string;
  auth_time: number;
}

const claimsOf = (token: string) => decode(token, { json: true }) as unknown as Claims;

/** Those two claims of a token, and no others. */
const proofIn = ({ amr, acr }: Partial<Claims>) => ({ amr, ...(acr !== undefined && { acr }) });

function only<T>(reply: Reply<Record<string, T>>): T {
  const [value] = Object.values(dataOf(reply));
  if (value === undefined) throw new Error(`expected a value, got ${reply.text}`);
  return value;
}

const says = (amr: readonly string[], acr: string | null) => ({
  amr,
  ...(acr !== null && { acr }),
});
const byPassword = says(['pwd'], 'aal1');
const mfaRequired = { code: 'FORBIDDEN', reason: 'MFA_REQUIRED' };

const sqliteTrigger = [
  `create trigger new_accounts_have_two_steps after insert on users
   begin update users set two_step_since = 1 where id = new.id; end`,
];
const postgresTrigger = [
  `create or replace function have_two_steps() returns trigger language plpgsql as
   'begin new.two_step_since := 1; return new; end'`,
  `create trigger new_accounts_have_two_steps before insert on users
   for each row execute function have_two_steps()`,
];

describe.each(databases)('a proof of identity, on $name', ({ name }) => {
  let server: MailedServer;
  let database: OpenDatabase;
  let admin: TokenPair;
  beforeAll(async () => {
    const env = {
      SERVICE_CLIENTS: clientEntry(serviceClient.id, serviceClient.secret),
      // The clock moves on in every other test, and the administrator signs in once.
      FRESH_MAX_AGE: '3600',
      PASSKEYS: 'on',
    };
    server = await startMailedServer({ database: name, env });
    database = openDatabase({ ...server.database.options, poolSize: 1 });
    admin = await signUpAdministrator(server, 'host');
  });
  afterAll(async () => {
    await database.close();
    await server.close();
  });

  let scenes = 0;
  async function setScene(): Promise<Scene> {
    const username = `member${(scenes += 1)}`;
    const email = `${username}@example.com`;
    const owner = await server.signUpVerified(username, email);
    return { server, username, email, owner, admin };
  }

  function approach(name: string, scene: Scene): ReturnType<Door['approach']> {
    const door = doors[name];
    if (door === undefined) throw new TypeError(`there is no door "${name}"`);
    return door.approach(scene);
  }

  async function enter(name: string, scene: Scene): Promise<Given> {
    return only(await (await approach(name, scene))());
  }

  async function renew(name: string, scene: Scene, { accessToken, refreshToken = '' }: Given) {
    const renewal = renewals[name];
    if (renewal === undefined) throw new TypeError(`there is no renewal "${name}"`);
    return only(await renewal(scene, { accessToken, refreshToken }));
  }

  async function introspect(token: string): Promise<Partial<Claims>> {
    const body = new URLSearchParams({ token });
    const sent = { method: 'POST', headers: { authorization: basic() }, body };
    const response = await fetch(`${server.url}/introspect`, sent);
    const answer = (await response.json()) as Partial<Claims> & { active: boolean };
    expect(answer.active).toBe(true);
    return answer;
  }

  const rowOf = (token: string) =>
    database
      .tables<SessionTables>()
      .selectFrom('sessions')
      .select(['amr', 'acr'])
      .where('id', '=', claimsOf(token).sid)
      .executeTakeFirstOrThrow();

  /** What the pair, the row of its session and introspection say; they say the same. */
  async function proofOf({ accessToken, refreshToken }: Given) {
    const said = proofIn(claimsOf(accessToken));
    expect(proofIn(await introspect(accessToken))).toEqual(said);
    const { amr, acr } = await rowOf(accessToken);
    expect(says(JSON.parse(amr ?? 'null') as string[], acr)).toEqual(said);
    if (refreshToken !== undefined) expect(proofIn(claimsOf(refreshToken))).toEqual(said);
    return said;
  }

  describe.each(Object.entries(doors))('at %s', (door, { amr, acr }) => {
    test('is in the access token, refresh token, row and introspection', async () => {
      const scene = await setScene();
      const given = await enter(door, scene);
      expect(await proofOf(given)).toEqual(says(amr, acr));
      expect(claimsOf(given.accessToken).sid).not.toBe(claimsOf(scene.owner.accessToken).sid);
    });
  });

  const withPair = Object.keys(doors).filter((door) => door !== 'impersonate');

  test.each(withPair)('at %s stays over a refresh', async (door) => {
    const scene = await setScene();
    const given = await enter(door, scene);
    server.clock.advance(60);
    const next = await renew('refresh', scene, given);
    expect(await proofOf(next)).toEqual(await proofOf(given));
  });

  test.each(['reauthenticate', 'stepUp', 'changePassword'])(
    'is replaced by %s',
    async (renewal) => {
      const scene = await setScene();
      const given = await enter('loginWithEmailToken', scene);
      const proved = await renew(renewal, scene, given);
      expect(claimsOf(proved.accessToken).sid).toBe(claimsOf(given.accessToken).sid);
      expect(await proofOf(proved)).toEqual(byPassword);
    },
  );

  test('that came later changes nothing in tokens that were copied before', async () => {
    const scene = await setScene();
    const given = await enter('loginWithEmailCode', scene);
    const before = await introspect(given.accessToken);
    server.clock.advance(60);
    await renew('reauthenticate', scene, given);
    const after = await introspect(given.accessToken);
    expect([proofIn(after), after.auth_time]).toEqual([proofIn(before), before.auth_time]);
    const copy = dataOf(await server.refresh(given.refreshToken ?? '')).refresh;
    expect(proofIn(claimsOf(copy.accessToken))).toEqual(says(['email'], 'aal1'));
    expect(proofIn(claimsOf(copy.refreshToken))).toEqual(says(['email'], 'aal1'));
  });

  test('by a link for a new password begins no session', async () => {
    const { username, email } = await setScene();
    dataOf(await server.act('requestPasswordReset', { email }));
    const token = tokenOf(await server.nextMail(email));
    dataOf(
      await server.act('resetPassword', { token, newPassword: 'a quite different passphrase' }),
    );
    expect(await aliveOf(username)).toEqual([]);
  });

  test('by a link of an invitation begins no session', async () => {
    const email = 'invited@example.com';
    const invite = `mutation { inviteUser(username: "invited", email: "${email}") { id } }`;
    dataOf(await server.send(invite, {}, { token: admin.accessToken }));
    const token = tokenOf(await server.nextMail(email));
    dataOf(
      await server.act('acceptInvitation', { token, newPassword: 'a quite different passphrase' }),
    );
    expect(await aliveOf('invited')).toEqual([]);
  });

  const aliveOf = (username: string) =>
    database
      .tables<SessionTables>()
      .selectFrom('sessions')
      .innerJoin('users', 'users.id', 'sessions.user_id')
      .select('sessions.id')
      .where('users.username', '=', username)
      .where('revoked_at', 'is', null)
      .execute();

  /** Runs it as the version will that has second factors: they are on for the account, and for new ones. */
  async function withTwoSteps(username: string, work: () => Promise<void>): Promise<void> {
    const run = (statement: string) => sql.raw(statement).execute(database.tables());
    const set = (since: string) =>
      run(`update users set two_step_since = ${since} where username = '${username}'`);
    const isSqlite = name === 'sqlite';
    await set('1');
    for (const statement of isSqlite ? sqliteTrigger : postgresTrigger) await run(statement);
    try {
      await work();
    } finally {
      await run(`drop trigger new_accounts_have_two_steps ${isSqlite ? '' : 'on users'}`);
      await set('null');
    }
  }

  /** All rows but the counters of attempts, and the events of requests for a mail, which come when they come. */
  async function everything(): Promise<unknown> {
    const tables = (await database.tables().introspection.getTables()).map((table) => table.name);
    const rows = tables
      // Counters are of nobody, and those of sign-ins are written some seconds later.
      .filter((table) => !['throttle_counters', 'sign_in_days'].includes(table))
      .map(async (table) => {
        const all = await database
          .tables<Record<string, Record<string, unknown>>>()
          .selectFrom(table)
          .selectAll()
          .execute();
        const kept = all.filter(
          (row) => !('type' in row && String(row.type).endsWith('_requested')),
        );
        return [table, kept.map((row) => ({ ...row, code_guesses: 0 }))] as const;
      });
    return Object.fromEntries(await Promise.all(rows));
  }

  describe('of one factor, for an account with two-step sign-in', () => {
    // `signIn` answers a challenge instead.
    const ofOneFactor = withPair.filter((door) => doors[door]?.acr === 'aal1');
    test.each(ofOneFactor.filter((door) => door !== 'signIn'))(
      'is MFA_REQUIRED at %s, and leaves no row',
      async (door) => {
        const scene = await setScene();
        const attempt = await approach(door, scene);
        await server.mailIsDone();
        await withTwoSteps(scene.username, async () => {
          const before = await everything();
          const lines = server.logs.length;
          expect(refusalOf(await attempt())).toEqual(mfaRequired);
          expect(await everything()).toEqual(before);
          const errors = server.logs.slice(lines).filter((line) => /"level":[56]0/.test(line));
          expect(errors).toEqual([]);
        });
        // Nothing is spent: the same link, code or name is good as soon as one factor is enough.
        only(await attempt());
      },
    );

    test('lets an administrator in, who proves nothing as the user', async () => {
      const scene = await setScene();
      await withTwoSteps(scene.username, async () => {
        expect(await proofOf(await enter('impersonate', scene))).toEqual({ amr: [] });
      });
    });

    test('stays in the sessions that began before', async () => {
      const scene = await setScene();
      await withTwoSteps(scene.username, async () => {
        const next = dataOf(await server.refresh(scene.owner.refreshToken)).refresh;
        expect(proofIn(claimsOf(next.accessToken))).toEqual(byPassword);
      });
    });
  });
});
