import { isRefusal } from './access-token.js';
import { GraphQLError } from 'graphql';
import { AuthError } from '../platform/errors/auth-error.js';
import { type ShieldRule, chain } from './shield.js';
import { asGraphQLError } from './checks.js';

type RuleArguments = Parameters<ShieldRule['resolve']>;

/** Asks one rule: why it refuses, or `undefined` when it consents. */
type Ask = (rule: ShieldRule) => Promise<Error | undefined>;

/**
 * All of the rules, one after the other; the first refusal is answered, and the rest is not asked. A rule that
 * throws reads as an outage (`SERVICE_UNAVAILABLE`), which shield's own `and` would tell as a denial.
 * @throws TypeError for no rule at all: it would let everyone pass
 */
export function allOf(...rules: readonly ShieldRule[]): ShieldRule {
  return combined('allOf', rules, async (ask) => {
    for (const rule of rules) {
      const refusal = await ask(rule);
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  });
}

/**
 * One of the rules, asked one after the other until one consents. Otherwise the first refusal is answered; but
 * if one of them could not be asked, that: nobody knows what it would have said.
 * @throws TypeError for no rule at all
 */
export function anyOf(...rules: readonly ShieldRule[]): ShieldRule {
  return combined('anyOf', rules, async (ask) => {
    const refusals: Error[] = [];
    for (const rule of rules) {
      const refusal = await ask(rule);
      if (refusal === undefined) return undefined;
      refusals.push(refusal);
    }
    return refusals.find(isOutage) ?? refusals[0];
  });
}

/**
 * One of shield's logic rules, so that shield finds the rules inside it, with our own verdict. With `debug`
 * a rule inside passes on what it throws; without it that would be `false`, and read as a denial.
 */
function combined(
  name: string,
  rules: readonly ShieldRule[],
  decide: (ask: Ask) => Promise<Error | undefined>,
): ShieldRule {
  if (rules.length === 0) throw new TypeError(`${name} needs a rule`);
  async function resolve(...[parent, args, context, info, options]: RuleArguments) {
    const refusal = await decide(async (rule) => {
      try {
        const verdict = await rule.resolve(parent, args, context, info, {
          ...options,
          debug: true,
        });
        return refusalOf(verdict);
      } catch (thrown) {
        return thrown instanceof GraphQLError || isRefusal(thrown)
          ? refusalOf(thrown)
          : asGraphQLError(new AuthError('DATABASE_UNAVAILABLE', unasked(thrown)));
      }
    });
    return refusal ?? true;
  }
  return Object.assign(chain(...rules), { resolve });
}

function refusalOf(verdict: unknown): Error | undefined {
  if (verdict === true) return undefined;
  if (isRefusal(verdict)) return asGraphQLError(verdict);
  return verdict instanceof Error ? verdict : asGraphQLError(new AuthError('NOT_ALLOWED', denied));
}

const denied = {
  sentence: { message: 'You are not allowed to do this.', ko: '이 작업을 할 권한이 없습니다.' },
};

/** `retryAfter` in seconds. */
function unasked(cause: unknown) {
  const sentence = {
    message: 'The permission could not be checked. Nothing was lost. Try again shortly.',
    ko: '권한을 확인할 수 없었습니다. 잃어버린 데이터는 없습니다. 잠시 후 다시 시도해 주세요.',
  };
  return { sentence, retryAfter: 1, cause };
}

function isOutage(error: Error): boolean {
  return error instanceof GraphQLError && error.extensions['code'] === 'SERVICE_UNAVAILABLE';
}
