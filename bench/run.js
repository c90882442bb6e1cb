// Entry: `npm run bench -- [scenario …] [--quick] [--only contender,…]`.
import { readOptions } from './lib/options.js';
import { exitCodes } from './lib/goals.js';
import { measureAll } from './lib/measure-all.js';

try {
  process.exitCode = await measureAll(readOptions(process.argv.slice(2)));
} catch (error) {
  console.error(`\n${error.message}`);
  // At once: servers that have been started would keep this process alive.
  process.exit(exitCodes.failed);
}
