// A contender that runs and has proved that it answers like all the others.
import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { absence, contenders, environment } from './contenders.js';
import { credentials } from './fixture.js';
import { ask } from './http.js';
import { startServer } from './server-process.js';

/**
 * @typedef {object} Running
 * @property {string} name
 * @property {string} label
 * @property {import('./contenders.js').Contender['api']} api
 * @property {import('./server-process.js').ServerProcess} server
 * @property {string | undefined} databaseUrl of PostgreSQL, like the next
 * @property {number | undefined} postgresPid
 * @property {(count: number) => Promise<import('./graphql.js').Client[]>} signIn sessions, one each
 * @property {() => Promise<import('./server-process.js').ServerProcess>} launch starts one more process
 *   on the same data
 *
 * @typedef {object} StartOptions
 * @property {string} [on] cores; default the server's
 * @property {Record<string, string>} [env] more of it
 * @property {string[]} [flags] of Node, for what runs on it
 */

/**
 * Starts those of `names` that can run here; the reasons of the others go to the notes.
 * @param {string[]} names @param {import('./scenario.js').Context} context
 * @param {StartOptions} [options] @returns {Promise<Running[]>}
 */
export async function startAll(names, context, options = {}) {
  const running = [];
  for (const name of names.filter(context.isChosen)) {
    const why = absence(contenders[name]);
    if (why === undefined) running.push(await start(name, context, options));
    else context.note(why);
  }
  return running;
}

/** @returns {Promise<Running>} */
export async function start(name, { fixture }, options = {}) {
  const contender = contenders[name];
  const { api, label, database } = contender;
  const [program, ...rest] = contender.command;
  const command = [program, ...(options.flags ?? []), ...rest];
  const { dir, env } = await environment(contender, fixture);
  const launch = () =>
    startServer({ command, env: { ...env, ...options.env }, dir, on: options.on });
  const server = await launch();
  const postgresPid = database === 'postgres' ? (await fixture.postgres()).pid : undefined;
  if (api.register !== undefined) await ask(server.url, api.register(credentials));
  const signIn = (count) => signInTo({ label, api, server }, count);
  const databaseUrl = env.DATABASE_URL;
  const running = { name, label, api, server, databaseUrl, postgresPid, signIn, launch };
  await check(running, contender);
  return running;
}

async function signInTo({ label, api, server }, count) {
  const clients = [];
  while (clients.length < count) {
    const answer = await ask(server.url, api.login(credentials));
    const client = answer.status === 200 ? api.client(answer) : undefined;
    if (client === undefined) throw new Error(`${label} refused a login: ${answer.body}`);
    clients.push(client);
  }
  return clients;
}

const pairFields = ['accessToken', 'refreshToken', 'tokenType', 'expiresIn', 'refreshExpiresIn'];
const claimNames = {
  access: 'acr amr aud auth_time exp iat iss jti nbf roles scope sid sub',
  refresh: 'acr amr aud auth_time exp gen iat iss jti roles sid sub',
};

/** A part of a token: 0 its header, 1 its claims. */
function decode(token, part) {
  return JSON.parse(Buffer.from(token.split('.')[part], 'base64url').toString());
}

/** Refuses to measure what does not do the work: the answers, field by field, and the tokens. */
async function check({ api, server, signIn }, { algorithm, label, rotates }) {
  const [client] = await signIn(1);
  const profile = api.profile(await ask(server.url, api.me(client)));
  deepStrictEqual(Object.keys(profile), api.fields, `${label}: other fields`);
  for (const [field, value] of Object.entries(profile)) {
    const expected = { ...credentials, roles: [], id: profile.id }[field];
    deepStrictEqual(value, expected, `${label}: another "${field}"`);
  }
  if (algorithm === 'opaque') return;
  strictEqual(decode(client.access, 0).alg, algorithm, `${label}: another algorithm`);
  if (!rotates) return;
  const answer = await ask(server.url, api.refresh(client));
  const pair = JSON.parse(answer.body).data.refresh;
  deepStrictEqual(Object.keys(pair), pairFields, `${label}: another token pair`);
  for (const [kind, names] of Object.entries(claimNames)) {
    const claims = Object.keys(decode(pair[`${kind}Token`], 1)).sort();
    strictEqual(claims.join(' '), names, `${label}: other claims in the ${kind} token`);
  }
  strictEqual(decode(pair.refreshToken, 1).gen, 1, `${label}: the refresh token is not the next`);
}

/** @param {Running[]} running */
export async function stopAll(running) {
  for (const { server } of running) await server.stop();
}
