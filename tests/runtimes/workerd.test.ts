import { execFileSync, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { audience, accessClaims, createTestKey, forge, issuer } from '../jwt/forge.js';
import { freePort } from '../support/free-port.js';
import { json, startJsonServer } from '../support/json-server.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

const worker = (jwksUri: string) => `
  import { createAccessTokenVerifier, createAuthContext } from '${root}dist/resource-server/index.js';
  let authContext;
  export default { async fetch(request) {
    authContext ??= createAuthContext({ verifier: createAccessTokenVerifier({
      jwksUri: '${jwksUri}', issuer: '${issuer}', audience: '${audience}' }) });
    const { auth } = await authContext(request.headers.get('authorization'));
    const { id, reason } = await auth.confirm();
    return new Response(id ?? reason);
  } };`;

const config = (port: number) => `
  using Workerd = import "/workerd/workerd.capnp";
  const config :Workerd.Config = (
    services = [
      (name = "main", worker = .kit),
      (name = "internet", network = (allow = ["public", "private", "local"]))],
    sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")]);
  const kit :Workerd.Worker = (
    modules = [(name = "kit.js", esModule = embed "kit.js")],
    compatibilityDate = "2024-09-23", compatibilityFlags = ["nodejs_compat"]);`;

test('the kit verifies tokens in workerd, the runtime of Cloudflare Workers', async () => {
  const pair = createTestKey('ES256', 'k1');
  const jwk = { ...pair.verification.key.export({ format: 'jwk' }), kid: 'k1', alg: 'ES256' };
  const service = await startJsonServer(json({ keys: [jwk] }));
  const folder = await mkdtemp(join(tmpdir(), 'authgraph-workerd-'));
  await writeFile(join(folder, 'entry.js'), worker(`${service.url}/jwks.json`));
  const options = {
    entryPoints: [join(folder, 'entry.js')],
    outfile: join(folder, 'kit.js'),
    bundle: true,
    format: 'esm',
    mainFields: ['module', 'main'],
    external: ['node:*'],
  };
  const build = `import { buildSync } from 'esbuild'; buildSync(${JSON.stringify(options)});`;
  execFileSync(process.execPath, ['--input-type=module', '--eval', build], { cwd: root });
  const port = await freePort();
  await writeFile(join(folder, 'kit.capnp'), config(port));
  const args = ['--yes', '--package', 'workerd@1', 'workerd', 'serve', 'kit.capnp'];
  const child = spawn('npx', args, { cwd: folder, detached: true, stdio: 'ignore' });
  const ask = async (authorization?: string) => {
    const headers = authorization === undefined ? {} : { authorization };
    return (await fetch(`http://127.0.0.1:${port}/`, { headers })).text();
  };
  try {
    await expect
      .poll(() => ask().catch(() => 'not there yet'), { timeout: 90_000 })
      .toBe('TOKEN_MISSING');
    const now = Math.floor(Date.now() / 1000);
    const claims = accessClaims({ iat: now, nbf: now, auth_time: now, exp: now + 600 });
    const header = { alg: 'ES256', typ: 'at+jwt', kid: 'k1' };
    const good = `Bearer ${forge(header, claims, pair.signing.key)}`;
    const old = `Bearer ${forge(header, { ...claims, exp: now - 1 }, pair.signing.key)}`;
    expect([await ask(good), await ask(good), await ask(old), await ask('Bearer junk')]).toEqual([
      claims['sub'],
      claims['sub'],
      'TOKEN_EXPIRED',
      'TOKEN_INVALID',
    ]);
  } finally {
    if (child.pid !== undefined) process.kill(-child.pid);
    await service.close();
    await rm(folder, { recursive: true, force: true });
  }
});
