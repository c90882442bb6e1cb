import type { Reply } from './graphql-client.js';
import type { TestServer } from './test-server.js';

export interface Impersonated {
  impersonate: {
    accessToken: string;
    tokenType: string;
    expiresIn: number;
    user: { id: string; username: string };
  };
}

const text = `mutation ($userId: ID!, $reason: String) { impersonate(userId: $userId, reason: $reason) {
  accessToken tokenType expiresIn user { id username } } }`;

/** Signs an administrator in as a user. */
export function impersonate(
  server: Pick<TestServer, 'send'>,
  token: string | undefined,
  userId: string,
  reason?: string,
): Promise<Reply<Impersonated>> {
  const headers = { 'user-agent': 'Support/1.0' };
  const options = { headers, ...(token === undefined ? {} : { token }) };
  return server.send<Impersonated>(text, { userId, reason }, options);
}
