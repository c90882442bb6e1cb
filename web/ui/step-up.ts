import {
  createStepUp,
  type StepUpRequest,
  type TokensData,
  type TypedDocument,
} from '../../src/client/index.js';
import { StepUpWaysDocument, type StepUpWaysQuery } from '../generated/ui.js';
import { loadPasskeys, type Passkeys } from './passkeys.js';
import { untilAnswered } from './patience.js';
import { session } from './session.js';

/** How someone can prove who they are: names of `StepUpInput`. */
export type StepUpWay = 'passkey' | 'totp' | 'password' | 'emailCode' | 'recoveryCode';

/** A proof that an operation waits for. */
export interface StepUpQuestion {
  /** The best first. Empty where only a provider or a new sign-in helps. */
  readonly ways: readonly StepUpWay[];
  readonly passkeys: Passkeys | undefined;
  /** Where the account has identities: they can prove it, too, if they say when their user has signed in. */
  readonly providers: readonly Provider[];
}

type Provider = StepUpWaysQuery['identityProviders'][number];

type Ask = (question: StepUpQuestion) => Promise<boolean>;

let ask: Ask | undefined;

/** For `StepUps`, which is there once on a page. */
export function askBy(asking: Ask): () => void {
  ask = asking;
  return () => {
    // The next frame of the page may be there before this one has gone.
    if (ask === asking) ask = undefined;
  };
}

const stepUp = createStepUp({ state: () => session.state() }, async (request) => {
  const question = await questionOf(request);
  return ask === undefined ? false : untilAnswered(ask(question));
});

/** Does something that may take a newer proof of identity, and once more after it was given. */
export const proving = stepUp.run;

/** Runs an operation as the user, and once more after a step-up. */
export function asUser<Data, Variables>(
  document: TypedDocument<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  return proving(() => session.request(document, variables));
}

/** The same, for operations that give this session other tokens. */
export function asUserWithTokens<Data extends TokensData, Variables>(
  document: TypedDocument<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  return proving(() => session.requestTokens(document, variables));
}

const known: readonly StepUpWay[] = ['passkey', 'totp', 'password', 'emailCode', 'recoveryCode'];

async function questionOf({ methods }: StepUpRequest): Promise<StepUpQuestion> {
  const { offered, providers } =
    methods.length > 0 ? { offered: methods, providers: [] } : await waysOfOneFactor();
  const passkeys = offered.includes('passkey') ? await loadPasskeys() : undefined;
  // In Safari the dialog has to open in the task of the click.
  await passkeys?.prepare('stepUp').catch(() => undefined);
  const ways = known.filter((way) => offered.includes(way));
  return {
    ways: passkeys === undefined ? ways.filter((way) => way !== 'passkey') : ways,
    passkeys,
    providers,
  };
}

/** A proof that is only too old: the service leaves it to us to know what the account has. */
async function waysOfOneFactor() {
  const { me, serverInfo, identityProviders } = await session.request(StepUpWaysDocument, {});
  const methods = serverInfo.signInMethods;
  const has = {
    passkey: methods.includes('PASSKEY') && (me?.passkeys.length ?? 0) > 0,
    password: me?.hasPassword === true,
    emailCode: methods.includes('EMAIL_CODE') && me?.emailVerified === true,
  };
  const linked = me?.identities.map(({ provider }) => provider) ?? [];
  return {
    offered: Object.entries(has).flatMap(([way, isThere]) => (isThere ? [way] : [])),
    providers: identityProviders.filter(({ id }) => linked.includes(id)),
  };
}
