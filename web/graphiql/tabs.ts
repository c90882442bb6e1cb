import { firstStepsOf } from '../../src/platform/first-steps.js';

/** What the page opens with: the whole life of a sign-in, in the order to run it. */
export interface PreparedTab {
  readonly query: string;
  readonly variables?: string;
}

const register = (name: string, credentials: string): Required<PreparedTab> => ({
  query: `# 1. Press the button, or Ctrl+Enter.
mutation Register(
  $${name}: String!
  $password: String!
) {
  register(
    ${name}: $${name}
    password: $password
  ) {
    accessToken
    refreshToken
    expiresIn
    user {
      id
      ${name}
    }
  }
}
`,
  variables: credentials,
});

const login = (name: string, credentials: string): PreparedTab => ({
  query: `# Or, once there is an account, this.
mutation Login(
  $${name}: String!
  $password: String!
) {
  login(
    username: $${name}
    password: $password
  ) {
    accessToken
    refreshToken
    expiresIn
    user {
      id
      ${name}
    }
  }
}
`,
  variables: credentials,
});

const me = (name: string): PreparedTab => ({
  query: `# 2. Who you are, by the headers below.
query Me {
  me {
    id
    ${name}
    roles
    sessions {
      id
      current
      createdAt
      userAgent
    }
  }
}
`,
});

const refresh: PreparedTab = {
  query: `# 3. The next pair. Each refresh token
# is good for one use.
mutation Refresh(
  $refreshToken: String!
  $expiresIn: Int
) {
  refresh(
    refreshToken: $refreshToken
    expiresIn: $expiresIn
  ) {
    accessToken
    refreshToken
    expiresIn
  }
}
`,
  variables: asJson({ refreshToken: '', expiresIn: 3600 }),
};

const logout: PreparedTab = {
  query: `# 4. Ends this session: run Me again.
mutation Logout {
  logout
}
`,
};

/** @param byEmail whether people have an address alone */
export function preparedTabs(byEmail: boolean): readonly [Required<PreparedTab>, ...PreparedTab[]] {
  const { name, user } = firstStepsOf(byEmail);
  const credentials = asJson(user);
  return [register(name, credentials), login(name, credentials), me(name), refresh, logout];
}

function asJson(value: object): string {
  return JSON.stringify(value, undefined, 2);
}
