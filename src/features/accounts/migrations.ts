import { sql, type Kysely } from 'kysely';
import type { Migrations } from '../../platform/database/migrations/step.js';

/** What version 0.1 writes for an account whose user was invited, and reads as that. */
const unusablePassword = "'!'";

const opened = 'exists (select 1 from sessions where user_id = users.id and actor_id is null)';

/**
 * When the user of an account was invited, until the user comes. The triggers keep it right while an older version,
 * which knows only the password hash, still runs beside this one.
 */
export const accountMigrations = {
  '0017_invited_at': (kind) => ({
    async up(queries: Kysely<unknown>) {
      const run = (statement: string) => sql.raw(statement).execute(queries);
      await run('alter table users add column invited_at bigint');
      await run(
        `update users set invited_at = created_at where password_hash = ${unusablePassword} and not ${opened}`,
      );
      for (const statement of kind === 'postgres' ? postgresTriggers : sqliteTriggers) {
        await run(statement);
      }
    },
  }),
} satisfies Migrations;

const invites = `new.password_hash = ${unusablePassword} and new.invited_at is null`;
const accepts = `old.password_hash = ${unusablePassword} and new.password_hash <> ${unusablePassword}`;

const sqliteTriggers = [
  `create trigger users_are_invited after insert on users when ${invites}
  begin
    update users set invited_at = new.created_at where id = new.id;
  end`,
  `create trigger users_accept after update of password_hash on users when ${accepts}
  begin
    update users set invited_at = null where id = new.id;
  end`,
];

const postgresTriggers = [
  `create function set_invited_at() returns trigger language plpgsql as $$
  begin
    new.invited_at := case when new.password_hash = ${unusablePassword} then new.created_at end;
    return new;
  end $$`,
  `create trigger users_are_invited before insert on users
  for each row when (${invites}) execute function set_invited_at()`,
  `create trigger users_accept before update of password_hash on users
  for each row when (${accepts}) execute function set_invited_at()`,
];
