import { firstUser } from '../../src/platform/first-steps.js';

/** What the page opens with: the whole life of a sign-in, in the order to run it. */
export interface PreparedTab {
  readonly query: string;
  readonly variables?: string;
}

const credentials = asJson(firstUser);

const register = {
  query: `# 1. Press the button, or Ctrl+Enter.
mutation Register(
  $username: String!
  $password: String!
) {
  register(
    username: $username
    password: $password
  ) {
    accessToken
    refreshToken
    expiresIn
    user {
      id
      username
    }
  }
}
`,
  variables: credentials,
} satisfies PreparedTab;

const login: PreparedTab = {
  query: `# Or, once there is an account, this.
mutation Login(
  $username: String!
  $password: String!
) {
  login(
    username: $username
    password: $password
  ) {
    accessToken
    refreshToken
    expiresIn
    user {
      id
      username
    }
  }
}
`,
  variables: credentials,
};

const me: PreparedTab = {
  query: `# 2. Who you are, by the headers below.
query Me {
  me {
    id
    username
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
};

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

export const firstTab = register;
export const preparedTabs: readonly PreparedTab[] = [register, login, me, refresh, logout];

function asJson(value: object): string {
  return JSON.stringify(value, undefined, 2);
}
