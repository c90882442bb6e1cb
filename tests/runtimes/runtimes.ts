import { execFile, spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Program } from './program.js';

/** Each of them is a hundred megabytes: they come from npm for this run. */
const packages = { workerd: '1', deno: '2', bun: '1' };

export type Runtime = keyof typeof packages;

export const runtimes = Object.keys(packages) as Runtime[];

/** Fetches the newest of each major version into a folder, and other packages with them. */
export async function installRuntimes(
  folder: string,
  others: Readonly<Record<string, string>> = {},
): Promise<void> {
  const allowScripts = Object.fromEntries(runtimes.map((name) => [name, true]));
  const manifest = { private: true, dependencies: { ...packages, ...others }, allowScripts };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  const args = ['install', '--no-audit', '--no-fund', '--prefer-offline'];
  await promisify(execFile)('npm', args, { cwd: folder });
}

/** workerd has modules of Node only with a flag, which the kit for the web does not need. */
const workerdConfig = ({ entry, port }: Program) => `
  using Workerd = import "/workerd/workerd.capnp";
  const config :Workerd.Config = (
    services = [
      (name = "main", worker = .kit),
      (name = "internet", network = (allow = ["public", "private", "local"]))],
    sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")]);
  const kit :Workerd.Worker = (
    modules = [(name = "kit.mjs", esModule = embed "kit.mjs")],
    compatibilityDate = "2024-09-23",
    compatibilityFlags = [${entry === 'resource-server' ? '"nodejs_compat"' : ''}]);`;

/** Starts the bundle, which lies in a folder of its own. @returns what ends it */
export async function start(
  runtime: Runtime,
  program: Program & { readonly installed: string; readonly file: string },
): Promise<() => void> {
  const { installed, file, port } = program;
  const cwd = dirname(file);
  if (runtime === 'workerd') await writeFile(join(cwd, 'kit.capnp'), workerdConfig(program));
  const args = {
    workerd: ['serve', 'kit.capnp'],
    // graphql looks at NODE_ENV.
    deno: [
      ...['serve', '--allow-net', '--allow-env=NODE_ENV'],
      ...['--host', '127.0.0.1', '--port', String(port), file],
    ],
    bun: [file],
  }[runtime];
  const command = join(installed, 'node_modules/.bin', runtime);
  const child = spawn(command, args, { cwd, detached: true, stdio: 'ignore' });
  return () => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid);
  };
}
