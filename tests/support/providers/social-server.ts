import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestServer, type TestServer, type TestServerOptions } from '../test-server.js';
import { stubClient } from './oidc-stub.js';
import { redirectUri } from './social-client.js';

/** An entry of IDENTITY_PROVIDERS. */
export interface ConfiguredProvider {
  readonly id: string;
  readonly issuer: string;
  /** What people see; by default the id. */
  readonly name?: string;
  readonly trustEmail?: boolean;
}

/** The variables of a service that knows these providers. `file` is written. */
export async function socialVariables(
  file: string,
  providers: readonly ConfiguredProvider[],
): Promise<Record<string, string>> {
  const entries = providers.map((each) => ({
    name: each.id,
    ...stubClient,
    trustEmail: true,
    ...each,
  }));
  await writeFile(file, JSON.stringify(entries));
  return {
    IDENTITY_PROVIDERS: file,
    IDENTITY_PROVIDER_ALLOW_PRIVATE: 'on',
    REDIRECT_URIS: redirectUri,
    USERNAMES: 'optional',
  };
}

/** A service that knows these providers. They may be on loopback. */
export async function startSocialServer(
  providers: readonly ConfiguredProvider[],
  options: TestServerOptions = {},
): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), 'authgraph-social-'));
  const env = await socialVariables(join(folder, 'providers.json'), providers);
  const server = await startTestServer({ ...options, env: { ...env, ...options.env } });
  return {
    ...server,
    async close() {
      await server.close();
      await rm(folder, { recursive: true });
    },
  };
}
