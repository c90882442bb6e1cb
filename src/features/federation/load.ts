import type * as Subgraph from './subgraph.js';
import { ConfigError } from '../../platform/config/environment.js';

const missing =
  'SUBGRAPH=on needs the package @apollo/subgraph, which is not installed; run "npm install @apollo/subgraph@2.14" (it brings @apollo/federation-internals, which is under the Elastic License 2.0), or set SUBGRAPH=off';

/**
 * What makes a subgraph. It rests on an optional peer, so that nobody else installs that.
 * @throws ConfigError if the peer is not installed
 */
export async function loadSubgraph(): Promise<typeof Subgraph> {
  try {
    return await import('./subgraph.js');
  } catch (error) {
    if (isMissing(error)) throw new ConfigError([missing]);
    throw error;
  }
}

/** Node names the package that it looks for in the message only. A part of it that is missing is another fault. */
function isMissing(error: unknown): boolean {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === 'ERR_MODULE_NOT_FOUND' && message.includes("'@apollo/subgraph'");
}
