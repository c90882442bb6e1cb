// What the numbers were taken on, without anything that names the machine or its owner.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { contenders } from './contenders.js';

/** Processor, cores, memory, kernel. */
export function machine() {
  const processors = cpus();
  const kernel = release().split('.', 2).join('.');
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${processors[0].model.trim()}, ${processors.length} cores, ${memory} GiB of memory, Linux ${kernel}`;
}

/** What a command prints, or `undefined` where it cannot be run. */
function printed(command, args) {
  try {
    return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch (error) {
    // `wrk -v` prints its version and fails.
    return error.stdout || undefined;
  }
}

const readJson = (url) => JSON.parse(readFileSync(url, 'utf8'));
const project = new URL('../../', import.meta.url);
const bench = new URL('../', import.meta.url);

/** The version of an installed package, and `undefined` if it is not there. */
function installed(folder, name) {
  const file = new URL(`node_modules/${name}/package.json`, folder);
  return existsSync(file) ? readJson(file).version : undefined;
}

const dependencies = (folder) =>
  Object.keys(readJson(new URL('package.json', folder)).dependencies);

/**
 * The packages that both sides use, in different versions: then a ratio compares the versions, too.
 * @returns {string[]}
 */
export function versionConflicts() {
  const ours = dependencies(project);
  return dependencies(bench)
    .filter((name) => ours.includes(name))
    .map((name) => ({ name, here: installed(bench, name), there: installed(project, name) }))
    .filter(({ here, there }) => here !== there)
    .map(({ name, here, there }) => `${name} is ${here} in bench and ${there} in the project.`);
}

/** @param {import('./fixture.js').Fixture} fixture @returns {Promise<[string, string][]>} */
export async function versions(fixture) {
  const commit = printed('git', [
    '-C',
    project.pathname,
    'describe',
    '--always',
    '--dirty',
  ])?.trim();
  const { version } = readJson(new URL('package.json', project));
  const [{ server_version: postgres }] = await (
    await fixture.postgres()
  ).query('show server_version');
  return [
    ['Authgraph', commit === undefined ? version : `${version}, commit ${commit}`],
    ['Node.js', process.versions.node],
    ['wrk', /wrk (?:debian\/)?(\S+)/.exec(printed('wrk', ['-v']) ?? '')?.[1] ?? 'unknown'],
    ['PostgreSQL', postgres],
    ...dependencies(bench).map((name) => [name, installed(bench, name) ?? 'not installed']),
    ...debianPackages(),
  ];
}

/** The versions of what Flask's contender is made of. @returns {[string, string][]} */
function debianPackages() {
  if (!existsSync(contenders.flask.needs)) return [];
  const names = ['python3', 'python3-flask', 'python3-python-flask-jwt-extended', 'gunicorn'];
  return names.map((name) => {
    const shown = printed('dpkg-query', ['--showformat=${Version}', '--show', name]);
    return [name, shown ?? 'not from Debian'];
  });
}
