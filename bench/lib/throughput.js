// Answers a second of several servers, in turns, and each one's share of its limit's.
import { run } from './load.js';
import { interleave, median, ratio, spread } from './rounds.js';
import { startAll, stopAll } from './running.js';

/**
 * @typedef {object} Throughput
 * @property {string} work
 * @property {Record<string, string>} contestants each with its reference
 * @property {Record<string, [string, string]>} findings the key of a goal: whose rate over whose
 * @property {(client: import('./graphql.js').Client, api: any) =>
 *   Record<string, import('./graphql.js').Request>} requests of one client
 * @property {string[]} [order] as in lib/load.js
 * @property {boolean} [spendsTokens] whether a turn leaves its clients without a token that still works
 */

/**
 * @param {Throughput} measured @param {import('./scenario.js').Context} context
 * @returns {Promise<import('./scenario.js').Outcome>}
 */
export async function throughput(measured, context) {
  const running = await startAll(contestantsOf(measured, context), context);
  try {
    const turn = createTurn(measured, context);
    for (const contestant of running) await warmUp(turn, contestant, context);
    const results = await interleave(context.rounds, running, (contestant) =>
      turn(contestant, context.seconds),
    );
    return outcomeOf(measured, new Map([...results].map(([{ name }, r]) => [name, r])), running);
  } finally {
    await stopAll(running);
  }
}

/** In a quick run only those that some goal compares. */
function contestantsOf({ contestants, findings }, { quick }) {
  const compared = new Set(Object.values(findings).flat());
  return Object.keys(contestants).filter((name) => !quick || compared.has(name));
}

/** The most seconds of load for it. */
const longestWarmUp = 5;

/** Until the code is compiled: that takes answers, not time. */
async function warmUp(turn, contestant, { warmUpAnswers }) {
  for (let answers = 0, runs = 0; answers < warmUpAnswers && runs < longestWarmUp; runs += 1) {
    answers += (await turn(contestant, 1)).perSecond;
  }
}

/** One server's turn: its clients signed in, and the load on them. */
function createTurn({ work, requests, order, spendsTokens = false }, context) {
  const { connections, progress } = context;
  const signedIn = new Map();
  return async (contestant, seconds) => {
    const { name, label, api, server, postgresPid, signIn } = contestant;
    progress(`${work}: ${label}`);
    if (spendsTokens || !signedIn.has(name)) signedIn.set(name, await signIn(connections));
    const clients = signedIn.get(name).map((client) => requests(client, api));
    return run({
      url: server.url,
      pid: server.pid,
      postgresPid,
      clients,
      order,
      connections,
      seconds,
    });
  };
}

/** @param {Map<string, import('./load.js').Measurement[]>} results by name */
function outcomeOf({ work, contestants, findings }, results, running) {
  const rates = (name) => results.get(name)?.map(({ perSecond }) => perSecond);
  const labels = Object.fromEntries(running.map(({ name, label }) => [name, label]));
  const rows = running.map(({ name, label }) => {
    const against = contestants[name];
    const comparison =
      against === name || !results.has(against)
        ? {}
        : { ratio: ratio(rates(name), rates(against)), against: labels[against] };
    const details = detailsOf(results.get(name));
    return { work, server: label, value: spread(rates(name)), unit: '/s', ...comparison, details };
  });
  const found = Object.entries(findings)
    .filter(([, pair]) => pair.every((name) => results.has(name)))
    .map(([goal, [one, other]]) => ({ goal, value: ratio(rates(one), rates(other)) }));
  return { rows, findings: found };
}

/** Latency, and who was busy: a load generator near 100 % would have measured itself. */
function detailsOf(measurements) {
  const middle = (key) => median(measurements.map((measurement) => measurement[key]));
  const percent = (key) => `${(middle(key) * 100).toFixed(0)} %`;
  const postgres = middle('postgresMicros');
  return [
    `p50 ${middle('p50').toFixed(2)} ms, p99 ${middle('p99').toFixed(2)} ms`,
    `server ${middle('serverMicros').toFixed(0)} µs each`,
    ...(postgres > 0 ? [`PostgreSQL ${postgres.toFixed(0)} µs each`] : []),
    `cores: server ${percent('serverCore')}, load ${percent('loadCore')}`,
  ].join('; ');
}
