import { dataOf, type TokenPair } from './graphql-client.js';
import type { TestServer } from './test-server.js';

let made = 0;

/** An account with the role, and a session that has it: roles never widen in a running one. */
export async function signUpAdministrator(
  server: TestServer,
  username = `administrator${(made += 1)}`,
): Promise<TokenPair> {
  const { user } = await server.signUp(username);
  await server.withStorage(({ users }) => users.setRoles(user.id, [server.config.adminRole]));
  return dataOf(await server.login(username)).login;
}
