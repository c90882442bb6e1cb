// A CPU profile of V8, as shares of the time at work: by part of the program, and by function.
import { existsSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** What V8 calls the time in which nothing runs. */
const idle = '(idle)';

/**
 * @param {string} file written by `node --cpu-prof`
 * @param {[bigint, bigint]} span nanoseconds of process.hrtime: V8's clock is the same
 * @returns {Record<string, [string, number][]>} the largest first
 */
export function sharesOf(file, span) {
  const { nodes, samples, timeDeltas, startTime } = JSON.parse(readFileSync(file, 'utf8'));
  const [from, to] = span.map((time) => Number(time / 1000n));
  const places = new Map(nodes.map(({ id, callFrame }) => [id, placeOf(callFrame)]));
  const [parts, functions] = [new Map(), new Map()];
  let [time, busy] = [startTime, 0];
  for (const [index, id] of samples.entries()) {
    time += timeDeltas[index];
    const { part, name } = places.get(id);
    if (time < from || time > to || name === idle) continue;
    busy += timeDeltas[index];
    add(parts, part, timeDeltas[index]);
    add(functions, part === name ? name : `${name}  ${part}`, timeDeltas[index]);
  }
  const shares = (times) =>
    [...times].map(([key, spent]) => [key, spent / busy]).sort(([, a], [, b]) => b - a);
  return { 'by part': shares(parts), 'by function, without what it calls': shares(functions) };
}

function add(times, key, spent) {
  times.set(key, (times.get(key) ?? 0) + spent);
}

/** A package, a module of Node, a folder of ours, or what V8 and the system do themselves. */
function placeOf({ functionName, url, lineNumber, columnNumber }) {
  const name = functionName || '(anonymous)';
  if (url === '') return { name, part: name };
  if (url.startsWith('node:')) return { name, part: url };
  const file = originOf(url, lineNumber, columnNumber).replace(root, '');
  const [, inPackage] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file) ?? [];
  return { name, part: inPackage ?? file.split('/').slice(0, -1).join('/') };
}

const maps = new Map();

/** The file that a line came from, if the build has put several into one. */
function originOf(url, line, column) {
  const file = url.startsWith('file:') ? fileURLToPath(url) : url;
  if (!maps.has(file)) maps.set(file, readMap(`${file}.map`));
  const origin = maps.get(file)?.findEntry(line, column).originalSource;
  return origin === undefined ? file : fileURLToPath(new URL(origin, `file://${file}`));
}

function readMap(file) {
  return existsSync(file) ? new SourceMap(JSON.parse(readFileSync(file, 'utf8'))) : undefined;
}
