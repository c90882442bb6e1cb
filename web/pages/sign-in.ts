import { Refusal, run } from './refusal.js';
import { words } from './words.js';

export interface Names {
  readonly username: string;
  readonly email: string;
}

export interface SignedIn {
  readonly accessToken: string;
  readonly user: Names;
}

interface Challenge {
  readonly mfaToken: string;
  readonly methods: readonly string[];
}

/** The account has two-step sign-in: the same sign-in goes on with the code of the form. */
export class SecondStep extends Error {}

const result = `{
  ... on TokenPair { accessToken user { username email } }
  ... on MfaChallenge { mfaToken methods }
}`;

/** The sign-in of this page that waits for its second step. */
let mfaToken: string | undefined;

/** @param proof a `SignInInput`. @throws SecondStep and Refusal */
export async function signIn(proof: object, form: FormData): Promise<SignedIn> {
  const { outcome } = await (mfaToken === undefined
    ? run(`mutation ($proof: SignInInput!) { outcome: signIn(input: $proof) ${result} }`, { proof })
    : run(
        `mutation ($mfaToken: String!, $proof: FactorProofInput!) {
          outcome: completeMfa(mfaToken: $mfaToken, input: $proof) ${result} }`,
        { mfaToken, proof: factorOf(form.get('code') as string) },
      ));
  const reached = outcome as SignedIn | Challenge;
  if ('accessToken' in reached) return reached;
  // A passkey is the affair of the real pages.
  if (reached.methods.every((method) => method === 'PASSKEY')) {
    throw new Refusal(words.links.passkeyOnly);
  }
  mfaToken = reached.mfaToken;
  throw new SecondStep();
}

/** Six digits are of an app, and all else is a recovery code. */
function factorOf(code: string): object {
  const digits = code.replaceAll(/\s/g, '');
  return /^\d{6}$/.test(digits) ? { totp: digits } : { recoveryCode: code };
}
