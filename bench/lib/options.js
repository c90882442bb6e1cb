// What the command line asks for.
import { parseArgs } from 'node:util';
import { contenders } from './contenders.js';
import { scenarioNames } from '../scenarios/index.js';

const usage = `npm run bench -- [scenario ...] [--quick] [--only contender,...]

scenarios   ${scenarioNames.join(' ')} (default: all)
--quick     few and short rounds of what has a goal: five minutes
--only      these contenders: ${Object.keys(contenders).join(' ')}
`;

/** @param {string[]} args @throws Error with the usage */
export function readOptions(args) {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } },
  });
  const only = values.only?.split(',');
  const unknown = [
    ...positionals.filter((name) => !scenarioNames.includes(name)),
    ...(only ?? []).filter((name) => !(name in contenders)),
  ];
  if (unknown.length > 0) throw new Error(`unknown: ${unknown.join(', ')}\n\n${usage}`);
  return {
    scenarios: positionals.length > 0 ? positionals : scenarioNames,
    quick: values.quick,
    only,
    command: ['npm run bench', ...(args.length > 0 ? ['--', ...args] : [])].join(' '),
  };
}
