import { createAuthenticator } from '../../support/passkey-device.js';
import { beginning, made, passkeyClient } from '../../support/passkeys.js';
import { dataOf, goodPassword, type Reply, type TokenPair } from '../../support/graphql-client.js';
import { impersonate, type Impersonated } from '../../support/impersonate.js';
import { codeOf, tokenOf, type MailedServer } from '../../support/mailed-server.js';

/** An account with a confirmed address, and an administrator. */
export interface Scene {
  readonly server: MailedServer;
  readonly username: string;
  readonly email: string;
  readonly owner: TokenPair;
  readonly admin: TokenPair;
}

/** The access token of a session that has begun, and what else there is of its pair. */
export type Given = Impersonated['impersonate'] & { readonly refreshToken?: string };

export interface Door {
  /** What its tokens say of the proof. */
  readonly amr: readonly string[];
  readonly acr: string | null;
  /** Gets what the door asks for: a mail, or nothing. What it returns tries the door, as often as it is called. */
  readonly approach: (scene: Scene) => Promise<() => Promise<Reply<Record<string, Given>>>>;
}

const byPassword = { amr: ['pwd'], acr: 'aal1' } as const;
const byMail = { amr: ['email'], acr: 'aal1' } as const;

async function mailed({ server, email }: Scene) {
  dataOf(await server.act('requestLoginEmail', { email }));
  const mail = await server.nextMail(email);
  return { token: tokenOf(mail), code: codeOf(mail) };
}

const pair = 'accessToken refreshToken tokenType expiresIn user { id username }';

const signInDocument = (username: string) =>
  `mutation { signIn(input: { password: { username: "${username}", password: "${goodPassword}" } }) {
    ... on TokenPair { ${pair} }
  } }`;

const reply = (sent: Promise<Reply<unknown>>) => sent as Promise<Reply<Record<string, Given>>>;

/** Every mutation that begins a session, by its name, and what its session says. */
export const doors: Record<string, Door> = {
  register: {
    ...byPassword,
    approach: ({ server, username }) =>
      Promise.resolve(() => reply(server.register({ username: `${username}-2` }))),
  },
  login: {
    ...byPassword,
    approach: ({ server, username }) => Promise.resolve(() => reply(server.login(username))),
  },
  loginWithEmailToken: {
    ...byMail,
    async approach(scene) {
      const { token } = await mailed(scene);
      return () => reply(scene.server.signInBy('loginWithEmailToken', { token }));
    },
  },
  loginWithEmailCode: {
    ...byMail,
    async approach(scene) {
      const { email } = scene;
      const { code } = await mailed(scene);
      return () => reply(scene.server.signInBy('loginWithEmailCode', { email, code }));
    },
  },
  signIn: {
    ...byPassword,
    approach: ({ server, username }) =>
      Promise.resolve(() => reply(server.send(signInDocument(username)))),
  },
  finishPasskeySignUp: {
    amr: ['swk', 'user', 'mfa'],
    acr: 'phr',
    async approach({ server, username }) {
      const passkeys = passkeyClient(server);
      const names = `(username: "${username}-3")`;
      const begun = await beginning(passkeys.begin('beginPasskeySignUp', {}, names));
      return async () => {
        const answer = await passkeys.finishSignUp(made(begun, createAuthenticator()));
        const { tokens } = dataOf(answer).finishPasskeySignUp;
        return { ...answer, data: { finishPasskeySignUp: tokens } };
      };
    },
  },
  impersonate: {
    amr: [],
    acr: null,
    approach: ({ server, admin, owner }) =>
      Promise.resolve(() => reply(impersonate(server, admin.accessToken, owner.user.id))),
  },
};

type Owned = Pick<TokenPair, 'accessToken' | 'refreshToken'>;

/** The second step of a sign-in: it begins a session too, after a challenge (`features/sign-in/`). */
export const secondSteps: readonly string[] = ['completeMfa'];

/** What changes how sessions of the account begin, and renews this one (`features/two-step/`, `features/totp/`). */
export const levelChanges: readonly string[] = [
  'setTwoStepSignIn',
  'confirmTotpEnrollment',
  'removeFactor',
];

/** Every mutation that gives tokens of a session that runs, and how the owner of the pair calls it. */
export const renewals: Record<
  string,
  (scene: Scene, owner: Owned) => Promise<Reply<Record<string, Given>>>
> = {
  refresh: ({ server }, { refreshToken }) => reply(server.refresh(refreshToken)),
  reauthenticate: ({ server }, { accessToken: token }) =>
    reply(
      server.send(
        `mutation { reauthenticate(password: "${goodPassword}") { ${pair} } }`,
        {},
        { token },
      ),
    ),
  stepUp: ({ server }, { accessToken: token }) =>
    reply(
      server.send(
        `mutation { stepUp(input: { password: "${goodPassword}" }) { ${pair} } }`,
        {},
        { token },
      ),
    ),
  setPassword: ({ server }, { accessToken: token }) =>
    reply(
      server.send(
        `mutation { setPassword(newPassword: "${goodPassword}") { ${pair} } }`,
        {},
        { token },
      ),
    ),
  removePassword: ({ server }, { accessToken: token }) =>
    reply(server.send(`mutation { removePassword { ${pair} } }`, {}, { token })),
  changePassword: ({ server }, { accessToken: token }) =>
    reply(
      server.send(
        `mutation { changePassword(currentPassword: "${goodPassword}", newPassword: "${goodPassword} two") { ${pair} } }`,
        {},
        { token },
      ),
    ),
};
