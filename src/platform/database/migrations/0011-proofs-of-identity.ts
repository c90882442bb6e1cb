import { sql, type Kysely } from 'kysely';
import { twoStepRefusal } from '../faults.js';
import type { Step } from './step.js';

/**
 * How the user of a session was authenticated (`amr`, a JSON array) and at which level (`acr`), and since when an
 * account has two-step sign-in. An older version that still runs leaves both of its new sessions' columns NULL.
 */
export const proofsOfIdentity: Step = (kind) => ({
  async up(queries: Kysely<unknown>) {
    const run = (statement: string) => sql.raw(statement).execute(queries);
    await run('alter table users add column two_step_since bigint');
    await run('alter table sessions add column acr text');
    if (kind === 'postgres') {
      // The default reaches the rows that are there without rewriting the table, under a lock that stops reads.
      await run(`alter table sessions add column amr text default '["pwd"]'`);
      await run('alter table sessions alter column amr drop default');
    } else {
      await run('alter table sessions add column amr text');
      await run(`update sessions set amr = '["pwd"]'`);
    }
    await run(`update sessions set amr = '[]' where actor_id is not null`);
    await run(`update sessions set amr = '["email"]' where actor_id is null and id in (${byMail})`);
    await run(kind === 'postgres' ? postgresFunction : sqliteTrigger);
    if (kind === 'postgres') await run(postgresTrigger);
  },
});

/** Sessions that began by a mailed link or code, and in which no password has been proved since. */
const byMail = `
  select session_id from audit_events
  where type = 'login.succeeded' and detail like '%"method":"email%' and session_id is not null
  except
  select session_id from audit_events
  where type in ('password.proved', 'password.changed') and session_id is not null`;

/** A session of a user, no administrator's, of less than two factors. */
const oneFactor = `new.actor_id is null and coalesce(new.acr, 'aal1') not in ('aal2', 'phr')`;
const hasTwoSteps =
  'exists (select 1 from users where id = new.user_id and two_step_since is not null)';

const sqliteTrigger = `
  create trigger sessions_need_two_steps before insert on sessions
  when ${oneFactor} and ${hasTwoSteps}
  begin
    select raise(abort, '${twoStepRefusal.message}');
  end`;

const postgresFunction = `
  create function refuse_one_factor() returns trigger language plpgsql as $$
  begin
    if ${hasTwoSteps} then
      raise exception '${twoStepRefusal.message}' using errcode = '${twoStepRefusal.sqlState}';
    end if;
    return new;
  end $$`;

const postgresTrigger = `
  create trigger sessions_need_two_steps before insert on sessions
  for each row when (${oneFactor}) execute function refuse_one_factor()`;
