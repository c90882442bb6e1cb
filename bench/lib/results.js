// bench/RESULTS.md: what a run found, with all that is needed to judge it or to repeat it.
import { writeFileSync } from 'node:fs';
import { cores } from './cores.js';
import { machine, versions } from './machine.js';
import { measurements, table, verdicts } from './report.js';

const file = new URL('../RESULTS.md', import.meta.url);

const unequal = [
  '`limit` is not a service: no validation, no GraphQL, no rules, no logs.',
  'On SQLite `limit` waits for the disk in each commit, as the driver does; Authgraph waits beside the event loop, ' +
    'once for all who wait. The limit that does so too stands beside it.',
  'The tutorial’s Apollo and Yoga check the token and read the user, but know no sessions: nothing can be revoked. ' +
    'Authgraph and the limit read the session with its user each time.',
  'better-auth answers with its own fields, by its own session cookie; it hashes with argon2id here, like everyone.',
  'Flask has no database at all, answers one field, and its refresh neither rotates nor stores anything.',
  'HS256 is compared with HS256, ES256 with ES256.',
  'Sign-ins are counted, with high limits; the limit counts each in one row, Authgraph in four.',
];

/**
 * @param {object} run
 * @param {import('./fixture.js').Fixture} run.fixture
 * @param {import('./scenario.js').Outcome} run.outcome
 * @param {Iterable<string>} run.notes
 * @param {string} run.command
 * @param {number} run.minutes
 * @param {{ rounds: number, seconds: number, connections: number }} run.effort
 */
export async function writeResults({ fixture, outcome, notes, command, minutes, effort }) {
  const date = new Date().toISOString().slice(0, 10);
  const layout = `server on core ${cores.server}, load on core ${cores.load}, PostgreSQL on core ${cores.postgres}`;
  const text = `# Results

Written by \`${command}\` on ${date}, in ${minutes.toFixed(0)} minutes. How and why it is measured so:
[decision 0012](../docs/decisions/0012-benchmark.md).

- **Machine**: ${machine()}.
- **Cores**: ${layout}, unless the work says otherwise.
- **Rounds**: ${effort.rounds} in turns, ${effort.seconds} s of load each, ${effort.connections} connections. A ratio is taken within a
  round; the table has the median of them, and the lowest and the highest.
- **Every answer** was checked, before and during the measurement; a single wrong one ends the run.

## Goals

Ratios are Authgraph's figure over the other's. It runs with its default \`LOG_LEVEL=info\`, a line for each
request, but where the table says otherwise.

${verdicts(outcome.findings, true)}

## Measurements

${measurements(outcome.rows)}

## What is not equal

${[...unequal, ...notes].map((line) => `- ${line}`).join('\n')}

## Versions

${table([['what', 'version'], ...(await versions(fixture))])}
`;
  writeFileSync(file, text);
}
