// A service that imports the verification of tokens: from the start of its process until it can verify, and the
// memory that it has then.
import { text } from 'node:stream/consumers';
import { spawnPinned } from '../lib/children.js';
import { cores } from '../lib/cores.js';
import { interleave, spread } from '../lib/rounds.js';

const entry = new URL('../../dist/resource-server/index.js', import.meta.url).href;
const program = (statement) => `
  ${statement}
  const ready = performance.now();
  console.log(JSON.stringify({ ready, idle: process.memoryUsage.rss() / 1e6 }));
`;
const programs = {
  'authgraph/resource-server': `import { createAccessTokenVerifier } from '${entry}';`,
  'Node.js alone': '',
};

async function turn(name) {
  const args = ['--input-type=module', '--eval', program(programs[name])];
  const child = spawnPinned(cores.all, [process.execPath, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(await text(child.stdout));
}

const figures = [
  { key: 'ready', work: 'start until imported', unit: 'ms' },
  { key: 'idle', work: 'memory, imported', unit: 'MB' },
];

/** @type {import('../lib/scenario.js').Scenario} */
export default {
  title: "import 'authgraph/resource-server'",
  async run(context) {
    context.progress('import');
    const names = Object.keys(programs);
    await turn(names[0]);
    const results = await interleave(2 * context.rounds, names, turn);
    const of = (name, key) => spread(results.get(name).map((result) => result[key]));
    return {
      rows: figures.flatMap(({ key, work, unit }) =>
        names.map((name) => ({ work, server: name, value: of(name, key), unit })),
      ),
      findings: figures.map(({ key }) => ({ goal: `import/${key}`, value: of(names[0], key) })),
    };
  },
};
