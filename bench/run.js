// Entry: `npm run bench -- [scenario …] [--quick] [--only contender,…]`.
import { readOptions } from './lib/options.js';
import { measureAll } from './lib/measure-all.js';

try {
  process.exitCode = await measureAll(readOptions(process.argv.slice(2)));
} catch (error) {
  console.error(`\n${error.message}`);
  process.exitCode = 2;
}
