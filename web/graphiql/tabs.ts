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

const signIn = ({ password, ...name }: Credentials): PreparedTab => ({
  query: `# 5. For accounts with two-step sign-in, too:
# they get a challenge instead of tokens.
mutation SignIn($password: PasswordSignIn!) {
  signIn(input: { password: $password }) {
    ... on TokenPair {
      accessToken
      refreshToken
      expiresIn
    }
    ... on MfaChallenge {
      mfaToken
      methods
      expiresIn
    }
  }
}
`,
  variables: asJson({ password: { username: Object.values(name)[0], password } }),
});

const completeMfa: PreparedTab = {
  query: `# 6. The second step: with the mfaToken of
# SignIn, and the code of an authenticator app.
mutation CompleteMfa(
  $mfaToken: String!
  $totp: String!
) {
  completeMfa(
    mfaToken: $mfaToken
    input: { totp: $totp }
  ) {
    ... on TokenPair {
      accessToken
      refreshToken
      expiresIn
    }
  }
}
`,
  variables: asJson({ mfaToken: '', totp: '' }),
};

type Credentials = Readonly<Record<string, string>>;

/** @param byEmail whether people have an address alone */
export function preparedTabs(byEmail: boolean): readonly [Required<PreparedTab>, ...PreparedTab[]] {
  const { name, user } = firstStepsOf(byEmail);
  const credentials = asJson(user);
  const first = [login(name, credentials), me(name), refresh, logout];
  return [register(name, credentials), ...first, signIn(user), completeMfa];
}

function asJson(value: object): string {
  return JSON.stringify(value, undefined, 2);
}
