import { firstStepsOf } from '../first-steps.js';
import type { ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { ApolloServerPluginLandingPageLocalDefault } from '@apollo/server/plugin/landingPage/default';

/**
 * The first document in Sandbox: the whole life of a sign-in, in the order to run it.
 * @param byEmail whether people have an address alone
 */
export function sandboxDocument(byEmail: boolean): string {
  const { name } = firstStepsOf(byEmail);
  return `# 1. Run Register, and copy the accessToken of the answer.
mutation Register($${name}: String!, $password: String!) {
  register(${name}: $${name}, password: $password) {
    accessToken
    refreshToken
    expiresIn
    user { id ${name} }
  }
}

# 2. Or, the next time, run Login.
mutation Login($${name}: String!, $password: String!) {
  login(username: $${name}, password: $password) {
    accessToken
    refreshToken
    expiresIn
    user { id ${name} }
  }
}

# 3. Put the accessToken into the Authorization header below, then run Me.
query Me {
  me {
    id
    ${name}
    roles
    sessions { id current createdAt userAgent }
  }
}

# 4. Put the refreshToken into the variables below, then run Refresh for a new pair.
mutation Refresh($refreshToken: String!) {
  refresh(refreshToken: $refreshToken) {
    accessToken
    refreshToken
    expiresIn
  }
}
`;
}

/** Apollo Sandbox for browsers, with the document, its variables and the header in place. */
export function sandboxPlugin(enabled: boolean, byEmail: boolean): ApolloServerPlugin {
  if (!enabled) return ApolloServerPluginLandingPageDisabled();
  return ApolloServerPluginLandingPageLocalDefault({
    embed: { runTelemetry: false },
    footer: false,
    document: sandboxDocument(byEmail),
    variables: {
      ...firstStepsOf(byEmail).user,
      refreshToken: 'the refreshToken of Register or Login',
    },
    headers: { Authorization: 'Bearer the-accessToken-of-Register-or-Login' },
  });
}
