import { describe, expect, test } from 'vitest';
import { readJson } from '../../../src/platform/http/body.js';
import { WebRequest } from '../../../src/platform/http/web-exchange.js';
import { headerMaxima } from '../../../src/platform/maxima.js';
import { costOf } from '../../support/event-loop.js';

function requestAs(type: string): WebRequest {
  const headers = { 'content-type': type };
  return new WebRequest(
    new Request('http://localhost/graphql', { method: 'POST', headers, body: '{}' }),
    null,
  );
}

/** Around each part of a parameter, before something that no parameter ends with. */
const blanks = ' '.repeat(headerMaxima['content-type'] - 'application/json;charset=x"x'.length);

describe('a content type', () => {
  /** Milliseconds, of which the parameter itself takes a hundredth. */
  const bound = 1;

  test.each([
    ['before the name', `${blanks}charset=x"x`],
    ['after the name', `charset${blanks}=x"x`],
    ['before the value', `charset=${blanks}x"x`],
    ['in the value', `charset=x${blanks}"x`],
    ['after the value', `charset=x"${blanks}x`],
  ])('of blanks %s costs no time', (_where, parameter) => {
    const request = requestAs(`application/json;${parameter}`);
    expect(costOf(() => void readJson(request).catch(() => undefined), bound)).toBeLessThan(bound);
  });

  test.each(['charset = "utf-8" ', ' charset=utf-8 ', 'charset="utf-8', 'charset', 'charset=x"x'])(
    'with the parameter %j is taken',
    async (parameter) => {
      expect(await readJson(requestAs(`application/json;${parameter}`))).toEqual({});
    },
  );

  test.each(['charset=', 'charset=" utf-8"', 'charset=utf-8=', 'charset = latin1 '])(
    'with the parameter %j is refused',
    async (parameter) => {
      const read = readJson(requestAs(`application/json;${parameter}`));
      await expect(read).rejects.toMatchObject({ status: 415 });
    },
  );
});
