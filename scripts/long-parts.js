/**
 * The parts of `npm run test:long`, in their order: what finds most in little time comes first.
 * `files` are filters of vitest; `seconds` is what a part takes on two busy cores.
 */
export const parts = [
  {
    name: 'rolling upgrade, and the example of CONTRIBUTING.md',
    files: ['tests/upgrade/', 'tests/docs/contributing-built'],
    seconds: 180,
  },
  { name: 'other runtimes', files: ['tests/runtimes/'], seconds: 180 },
  {
    name: 'kills',
    files: [
      'tests/faults/kill',
      'tests/faults/import-kill',
      'tests/faults/second-factor-kill',
      'tests/faults/social-kill',
      'tests/faults/events-kill',
      'tests/faults/lost-',
      'tests/faults/losing-proxy',
    ],
    seconds: 320,
  },
  {
    name: 'outages and restarts',
    files: [
      'tests/faults/postgres-',
      'tests/faults/rolling-',
      'tests/faults/disk-',
      'tests/faults/second-factor-outages',
    ],
    seconds: 200,
  },
  {
    name: 'clocks, keys, recorded changes and the supervisor',
    files: [
      'tests/faults/clocks',
      'tests/faults/key-',
      'tests/faults/recorded-',
      'tests/faults/supervisor',
    ],
    seconds: 240,
  },
  {
    name: 'memory of idle streams',
    files: ['tests/faults/event-streams-memory'],
    seconds: 120,
  },
  {
    name: 'how long refusals take',
    files: ['tests/features/sign-in/timing'],
    seconds: 120,
  },
  {
    name: 'fuzz, and generated secrets',
    files: [
      'tests/fuzz/',
      'tests/platform/config/secret-strength',
      'tests/platform/graphql/document-cost',
    ],
    seconds: 320,
  },
];

/**
 * Runs each part for which the time that is left is enough; the others are skipped, also when an earlier one took
 * longer than it should. A part that fails stops no other one.
 * `seconds`: time for all of them, Infinity for no limit; `now`: milliseconds; `run` returns whether a part passed.
 */
export function runParts(all, { seconds, now, run }) {
  const end = now() + seconds * 1000;
  const failed = [];
  const skipped = [];
  for (const part of all) {
    if (now() + part.seconds * 1000 > end) skipped.push(part);
    else if (!run(part)) failed.push(part);
  }
  return { failed, skipped };
}
