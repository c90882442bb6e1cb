import type { Config } from '../config/options.js';

/** What a newcomer needs next: where the service is, and the first three requests, to be copied. */
export function quickStart(url: string, { sandbox }: Pick<Config, 'sandbox'>): string {
  const login = body(
    'mutation { login(username: "alice", password: "correct horse battery staple") { accessToken } }',
  );
  const register = login.replace('login(', 'register(');
  const post = `curl -s ${url}/graphql -H 'content-type: application/json'`;
  return `
Authgraph listens at ${url}/graphql${sandbox ? `\nOpen ${url} in a browser for Apollo Sandbox.` : ''}

Or copy this into a shell, to register, sign in and ask who you are:

${post} -d '${register}'
TOKEN=$(${post} -d '${login}' | sed 's/.*"accessToken":"\\([^"]*\\)".*/\\1/')
${post} -H "authorization: Bearer $TOKEN" -d '${body('{ me { id username roles } }')}'

Stop with Ctrl+C.
`;
}

function body(query: string): string {
  return JSON.stringify({ query });
}
