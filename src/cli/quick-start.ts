import type { Config } from '../app/options.js';

/** What a newcomer needs next: where the service is, and the first three requests, to be copied. */
export function quickStart(url: string, config: Pick<Config, 'sandbox' | 'graphiql'>): string {
  const login = body(
    'mutation { login(username: "alice", password: "correct horse battery staple") { accessToken } }',
  );
  const register = login.replace('login(', 'register(');
  const post = `curl -s ${url}/graphql -H 'content-type: application/json'`;
  return `
Authgraph listens at ${url}/graphql${pages(url, config)}

Or copy this into a shell, to register, sign in and ask who you are:

${post} -d '${register}'
TOKEN=$(${post} -d '${login}' | sed 's/.*"accessToken":"\\([^"]*\\)".*/\\1/')
${post} -H "authorization: Bearer $TOKEN" -d '${body('{ me { id username roles } }')}'

Stop with Ctrl+C.
`;
}

/** GraphiQL is the one that works offline. */
function pages(url: string, { sandbox, graphiql }: Pick<Config, 'sandbox' | 'graphiql'>): string {
  const lines = [
    sandbox && `Open ${url} in a browser for Apollo Sandbox.`,
    graphiql && `Open ${url}/graphiql for GraphiQL, which needs no internet.`,
  ];
  return lines
    .filter((line) => line !== false)
    .map((line) => `\n${line}`)
    .join('');
}

function body(query: string): string {
  return JSON.stringify({ query });
}
