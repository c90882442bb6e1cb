import { errorsOf, report, AuthgraphError, type GraphQLErrorLike } from './result.js';
import type { Session } from './verbs.js';

/** What a refused operation asks for (RFC 9470). */
export interface StepUpRequest {
  /** `FRESH_LOGIN_REQUIRED`: the proof is too old, and one factor is enough. */
  readonly reason: 'STEP_UP_REQUIRED' | 'FRESH_LOGIN_REQUIRED';
  /** The levels that are enough, the least first. Empty: any is. */
  readonly acrValues: readonly string[];
  /** Seconds that a proof is good for; `null` if its age does not matter, or is not known. */
  readonly maxAge: number | null;
  /** The fields of `stepUp(input:)` that this user can fill, the best first. Empty if the server does not know. */
  readonly methods: readonly string[];
}

/** Steps up when an operation is refused for it: one step-up for all that wait, and each repeated once. */
export interface StepUp {
  /** Runs one operation of any client, and once more after a step-up. `work` throws the client's own error. */
  run<T>(work: () => Promise<T>): Promise<T>;
  /** For adapters: the same, where an operation that is refused does not throw. */
  repeat<T>(send: () => Promise<T>, answerOf: (outcome: T) => unknown): Promise<T>;
  /**
   * For adapters: is called before an operation is sent. The function that it returns takes the answer, and tells
   * whether the operation is to be repeated; it never rejects.
   */
  watch(): (answer: unknown) => Promise<boolean>;
}

/** A step-up under way, or the last one. */
interface Round {
  readonly request: StepUpRequest;
  readonly outcome: Promise<boolean>;
}

/**
 * @param onStepUp asks the user, and steps up by `session.stepUp`. The operation is repeated unless it rejects, or
 * resolves to `false`; then the operation's own error stands. Operations that go through an adapter wait for it, so
 * that it must not wait for one of those.
 * @example createStepUp(session, async ({ methods }) => session.stepUp({ totp: await askForCode(methods) }))
 */
export function createStepUp(
  session: Pick<Session, 'state'>,
  onStepUp: (request: StepUpRequest) => Promise<unknown>,
): StepUp {
  let running: Round | undefined;
  let last: Round | undefined;
  let ended = 0;

  return {
    run,
    watch,
    async repeat(send, answerOf) {
      const isToRepeat = watch();
      const outcome = await send();
      return (await isToRepeat(answerOf(outcome))) ? send() : outcome;
    },
  };

  async function run<T>(work: () => Promise<T>): Promise<T> {
    const isToRepeat = watch();
    try {
      return await work();
    } catch (error) {
      if (!(await isToRepeat({ errors: errorsIn(error) }))) throw error;
      return work();
    }
  }

  function watch() {
    const begun = ended;
    const userThen = userId();
    return async (answer: unknown) => {
      const request = requestIn(answer);
      if (request === undefined) return false;
      const user = userThen ?? userId();
      // What one user has begun is not done as another, who has signed in meanwhile.
      return (await outcomeOf(request, begun)) && userId() === user;
    };
  }

  /** @param begun how many step-ups had ended when the operation was sent */
  async function outcomeOf(request: StepUpRequest, begun: number): Promise<boolean> {
    while (running !== undefined) {
      const { outcome } = running;
      if (covers(running.request, request)) return outcome;
      await outcome;
    }
    // It was on its way when the user stepped up, or refused to.
    if (begun < ended && last !== undefined && covers(last.request, request)) return last.outcome;
    const outcome = succeeds(() => onStepUp(request)).finally(() => {
      running = undefined;
      ended += 1;
    });
    running = last = { request, outcome };
    return outcome;
  }

  function userId(): string | undefined {
    const state = session.state();
    return state.status === 'signedIn' ? state.user.id : undefined;
  }
}

async function succeeds(step: () => Promise<unknown>): Promise<boolean> {
  try {
    return (await step()) !== false;
  } catch (error) {
    // A refusal is the user's to see already; what is wrong in the app's own function is its developer's.
    if (!(error instanceof AuthgraphError)) report(error);
    return false;
  }
}

/** Whether a proof that `given` asks for is good for `needed`, too. A proof that is new is of no age. */
function covers(given: StepUpRequest, needed: StepUpRequest): boolean {
  if (needed.acrValues.length === 0) return true;
  const { acrValues } = given;
  return acrValues.length > 0 && acrValues.every((acr) => needed.acrValues.includes(acr));
}

/** What the errors of an answer ask for: of several, the highest level. */
function requestIn(answer: unknown): StepUpRequest | undefined {
  const requests = errorsOf(answer).flatMap(requestsOf);
  return requests.reduce<StepUpRequest | undefined>(
    (least, next) => (least === undefined || covers(next, least) ? next : least),
    undefined,
  );
}

function requestsOf({ extensions }: GraphQLErrorLike): StepUpRequest[] {
  const { reason, stepUp, challenge } = extensions ?? {};
  if (reason !== 'STEP_UP_REQUIRED' && reason !== 'FRESH_LOGIN_REQUIRED') return [];
  if (typeof challenge === 'string') return [requestOf(challenge)];
  const { acrValues, maxAge, methods } = Object(stepUp) as Record<keyof StepUpRequest, unknown>;
  return [
    {
      reason,
      acrValues: textsOf(acrValues),
      maxAge: typeof maxAge === 'number' ? maxAge : null,
      methods: textsOf(methods),
    },
  ];
}

/** @param challenge the header `WWW-Authenticate` of RFC 9470 §3 */
function requestOf(challenge: string): StepUpRequest {
  const levels = /acr_values="([^"]+)"/.exec(challenge)?.[1];
  const seconds = /max_age="?(\d+)/.exec(challenge)?.[1];
  return {
    reason: levels === undefined ? 'FRESH_LOGIN_REQUIRED' : 'STEP_UP_REQUIRED',
    acrValues: levels?.split(' ') ?? [],
    maxAge: seconds === undefined ? null : Number(seconds),
    methods: [],
  };
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}

/** The errors of the service, as each client throws them. */
function errorsIn(error: unknown): unknown {
  if (error instanceof AuthgraphError) return [{ extensions: error }];
  const { errors, graphQLErrors, response } = Object(error) as {
    errors?: unknown;
    graphQLErrors?: unknown;
    response?: { errors?: unknown };
  };
  return errors ?? graphQLErrors ?? response?.errors;
}
