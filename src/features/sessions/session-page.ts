import { maxPageSize } from '../../platform/graphql/page.js';
import { platformReasons } from '../../platform/errors/reasons.js';
import { maxLengths, text } from '../../platform/maxima.js';
import { AuthError } from '../../platform/errors/auth-error.js';
import type { Session } from './session.js';

/** A part of a list of sessions: so many (all, if not said) after the one of this id. */
export interface SessionPage {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
}

/** Of the session after which a page begins, as the API takes it. */
export const sessionAfterMaximum = text(maxLengths.id, platformReasons.CURSOR_INVALID);

/**
 * A part of the sessions that are alive, in their order. The list is short enough to be read whole.
 * @throws AuthError `PAGE_INVALID` for `first` outside 1 to 100, `CURSOR_INVALID` for an id that is not in the list
 */
export function pageOfSessions(
  alive: readonly Session[],
  { first, after }: SessionPage,
): readonly Session[] {
  if (typeof first === 'number' && (first < 1 || first > maxPageSize)) {
    throw new AuthError('PAGE_INVALID', { sentence: badSize, values: { maxPageSize } });
  }
  const start = typeof after === 'string' ? placeAfter(alive, after) : 0;
  return alive.slice(start, typeof first === 'number' ? start + first : undefined);
}

function placeAfter(alive: readonly Session[], after: string): number {
  const place = alive.findIndex(({ id }) => id === after);
  if (place !== -1) return place + 1;
  throw new AuthError('CURSOR_INVALID', { sentence: notListed });
}

const badSize = {
  message: 'Ask for 1 to {maxPageSize} sessions, or leave "first" out for all.',
  ko: '세션은 1~{maxPageSize}개를 요청할 수 있습니다. 모두 보려면 "first"를 빼 주세요.',
};
const notListed = {
  message: 'The session in "after" is not in this list. It may have ended. Start again.',
  ko: '"after"의 세션이 이 목록에 없습니다. 종료되었을 수 있습니다. 처음부터 다시 시작해 주세요.',
};
