import { execFile, spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { vi } from 'vitest';
import { addressOf, openExample } from '../support/example.js';
import { pack } from '../support/pack.js';
import { listen, listenerOf } from '../support/web-host.js';

const run = promisify(execFile);
const folderOf = (name: string) => openExample(name).folder;

export interface NextServer {
  readonly url: string;
  close(): Promise<void>;
}

type RouteHandler = (request: Request) => Promise<Response>;

/**
 * The exports of routes behind HTTP: the method names the export, as in Next.js.
 * @param routes the file of each, by the beginning of its path
 */
export async function serveRoutes(
  name: string,
  routes: Readonly<Record<string, string>>,
  env: Record<string, string>,
): Promise<NextServer> {
  for (const [variable, value] of Object.entries(env)) vi.stubEnv(variable, value);
  const loaded = await Promise.all(
    Object.entries(routes).map(async ([path, file]) => {
      const { href } = pathToFileURL(join(folderOf(name), file));
      return [path, (await import(href)) as Record<string, RouteHandler>] as const;
    }),
  );
  const host = await listen(
    listenerOf((request) => {
      const { pathname } = new URL(request.url);
      const route = loaded.find(([path]) => pathname.startsWith(path))?.[1];
      const answer = route?.[request.method];
      return answer === undefined
        ? Promise.resolve(new Response(null, { status: 405 }))
        : answer(request);
    }),
  );
  return {
    url: host.url,
    async close() {
      vi.unstubAllEnvs();
      await host.close();
    },
  };
}

/** `npm install`, `next build` and `next start` in a copy of the example, with the packed package. */
export async function startNext(name: string, env: Record<string, string>): Promise<NextServer> {
  const folder = await mkdtemp(join(tmpdir(), 'authgraph-next-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    await cp(folderOf(name), folder, {
      recursive: true,
      filter: (file) => !/[/\\](?:node_modules|\.next)$/.test(file),
    });
    const manifest = await readFile(join(folder, 'package.json'), 'utf8');
    const archive = await pack(folder);
    await writeFile(
      join(folder, 'package.json'),
      manifest.replace('file:../..', `file:${archive}`),
    );
    const options = { cwd: folder, env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1' } };
    await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund'], options);
    await run('npm', ['run', 'build'], options).catch((error: unknown) => {
      const { stdout, stderr } = error as { stdout: string; stderr: string };
      throw new Error(stdout + stderr);
    });
    const next = join(folder, 'node_modules/next/dist/bin/next');
    const child = spawn(process.execPath, [next, 'start', '--port', '0'], {
      ...options,
      env: { ...options.env, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exited = new Promise((resolve) => child.once('exit', resolve));
    return {
      url: await addressOf(child),
      async close() {
        child.kill();
        await exited;
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
