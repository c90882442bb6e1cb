import { ApolloServer } from '@apollo/server';
import { mapSchema, MapperKind } from '@graphql-tools/utils';
import fc from 'fast-check';
import {
  getNamedType,
  GraphQLInputObjectType,
  isInputObjectType,
  type GraphQLInputField,
  type GraphQLSchema,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { GraphQLContext } from '../../src/index.js';
import { startGraph, type Graph } from '../features/federation/supergraph.js';
import { challengeOf, completeMfa, enroll, stepUp, totpCode } from '../support/authenticator.js';
import { dataOf, goodPassword, type GraphQLError } from '../support/graphql-client.js';
import { beginning, passkeyClient } from '../support/passkeys.js';
import { expectClean, expectNoFaults } from './http.js';
import { hostileText } from './naughty.js';
import { answered, runs } from './runs.js';

interface Answer {
  readonly data: unknown;
  readonly errors: GraphQLError[];
}
type Door = (query: string, variables: object, token?: string) => Promise<Answer>;

let graph: Graph;
/** A router that knows nothing of `@oneOf`: what it lets through, the resolvers have to refuse. */
let unchecking: ApolloServer<GraphQLContext>;
beforeAll(async () => {
  graph = await startGraph({ PASSKEYS: 'on' }, { clientAddress: () => '203.0.113.7' });
  const { auth } = graph.authgraph;
  unchecking = new ApolloServer(auth.apolloOptions(withoutOneOf(auth.schema)));
  await unchecking.start();
});
afterAll(async () => {
  expectNoFaults(graph.authgraph);
  await unchecking.stop();
  await graph.close();
});

function withoutOneOf(schema: GraphQLSchema): GraphQLSchema {
  return mapSchema(schema, {
    [MapperKind.INPUT_OBJECT_TYPE]: (type) =>
      new GraphQLInputObjectType({ ...type.toConfig(), isOneOf: false }),
  });
}

const doors: Record<string, Door> = {
  async 'a gateway'(query, variables, token) {
    const reply = await graph.client.send(query, { ...variables }, token ? { token } : {});
    expectClean(reply);
    return reply;
  },
  async 'a router without @oneOf'(query, variables, token) {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const request = new Request('http://localhost/graphql', { headers });
    const contextValue = graph.authgraph.auth.context(request, new Headers());
    const { body } = await unchecking.executeOperation({ query, variables }, { contextValue });
    if (body.kind !== 'single') throw new TypeError('expected one answer');
    const { data, errors = [] } = body.singleResult;
    const answer = { data, errors: errors as unknown as GraphQLError[] };
    expectClean({ status: 200, text: JSON.stringify(answer), ...answer });
    return answer;
  },
};

const pair = '{ ... on TokenPair { accessToken } ... on MfaChallenge { mfaToken } }';
const operations = {
  signIn: `mutation ($input: SignInInput!) { signIn(input: $input) ${pair} }`,
  completeMfa: `mutation ($mfaToken: String!, $input: FactorProofInput!) {
    completeMfa(mfaToken: $mfaToken, input: $input) ${pair} }`,
  stepUp: 'mutation ($input: StepUpInput!) { stepUp(input: $input) { accessToken } }',
};

const inputs = {
  signIn: 'SignInInput',
  completeMfa: 'FactorProofInput',
  stepUp: 'StepUpInput',
} as const;

/** Short enough for every member: what is too long is refused before. */
const text = hostileText().filter(({ length }) => length <= 30);
const nested = (depth: number): unknown =>
  Array.from({ length: depth }).reduce((inner: unknown) => ({ a: [inner] }), 'x');
/** What a device might send that is none. */
const response = fc.oneof(
  fc.jsonValue({ maxDepth: 5 }),
  fc.record({ id: text, rawId: text, type: fc.constant('public-key'), response: fc.jsonValue() }),
  fc.integer({ min: 1, max: 2000 }).map(nested),
  fc.integer({ min: 60_000, max: 80_000 }).map((length) => ({ id: 'a', more: 'x'.repeat(length) })),
  fc.constantFrom<unknown>(
    JSON.parse('{"__proto__":{"id":"a"},"constructor":1}'),
    Array(20_000).fill(0),
    { id: 'a', response: { clientDataJSON: 'A'.repeat(65_536) } },
  ),
);
/** A right code in the digits of other scripts is a wrong one. */
const digits = fc.constantFrom(0x660, 0x6f0, 0x966, 0xff10, 0x1d7ce);
const otherDigits = (code: string, zero: number) =>
  Array.from(code, (digit) => String.fromCodePoint(zero + Number(digit))).join('');

describe.each(Object.entries(doors))('by %s', (_door, send) => {
  let username: string;
  let account: { secret: string; token: string; recoveryCode: string; ceremonyId: string };
  beforeAll(async () => {
    const { user, accessToken } = await graph.authgraph.signUp();
    ({ username } = user);
    const enrolled = await enroll(graph.authgraph, accessToken, graph.authgraph.clock.now());
    const begun = await beginning(passkeyClient(graph.authgraph).begin('beginPasskeySignIn'));
    const [recoveryCode = ''] = enrolled.recoveryCodes ?? [];
    const token = enrolled.tokens.accessToken;
    account = { secret: enrolled.secret, token, recoveryCode, ceremonyId: begun.ceremonyId };
  });

  const password = () => ({ username, password: goodPassword });
  const totp = () => totpCode(account.secret, graph.authgraph.clock.now());
  const challenge = async () =>
    (await challengeOf(graph.authgraph, { password: password() })).mfaToken;

  interface Filling {
    readonly text: string;
    readonly response: unknown;
    readonly zero: number;
  }
  const filling = fc.record({ text, response, zero: digits });

  /** A value for a member, or for a field of it. What there is no right one of is wrong. */
  function valueOf({ name, type }: GraphQLInputField, isRight: boolean, fill: Filling): unknown {
    const bare = getNamedType(type);
    if (isInputObjectType(bare)) {
      const fields = Object.values(bare.getFields());
      return Object.fromEntries(fields.map((each) => [each.name, valueOf(each, isRight, fill)]));
    }
    if (bare.name === 'JSON') return fill.response;
    const { ceremonyId, recoveryCode } = account;
    const rights: Record<string, string> = {
      ...{ ...password(), totp: totp(), recoveryCode, ceremonyId },
    };
    if (isRight) return rights[name] ?? fill.text;
    return name === 'totp' ? otherDigits(totp(), fill.zero) : fill.text;
  }

  test.each(Object.entries(operations))(
    '"%s" takes no proof among several, and none that is wrong',
    async (name, query) => {
      const mfaToken = await challenge();
      // From the schema, so that a member that comes is tried too.
      const type = graph.authgraph.auth.schema.getType(inputs[name as keyof typeof inputs]);
      const members = isInputObjectType(type) ? type.getFields() : {};
      expect(Object.keys(members)).toContain('passkey');
      const kinds = fc.record(
        Object.fromEntries(
          Object.keys(members).map((member) => [
            member,
            fc.constantFrom('right', 'null', 'wrong', undefined),
          ]),
        ),
      );
      const property = answered(kinds, filling, async (chosen, fill) => {
        const set = Object.entries(chosen).filter(([, kind]) => kind !== undefined);
        const input = Object.fromEntries(
          set.map(([member, kind]) => [
            member,
            kind === 'null'
              ? null
              : valueOf(members[member] as GraphQLInputField, kind === 'right', fill),
          ]),
        );
        const given = set.filter(([, kind]) => kind !== 'null');
        // One right proof is a proof. What is looked for here is everything else.
        fc.pre(!(given.length === 1 && given[0]?.[1] === 'right'));
        const { data, errors } = await send(query, { input, mfaToken }, account.token);
        expect(data ?? null).toBeNull();
        const reason = errors[0]?.extensions.reason;
        if (given.length !== 1) {
          // Or the answer of a device is refused as too large, before anyone counts.
          const early = ['VARIABLES_TOO_COMPLEX', 'PASSKEY_INVALID'];
          expect([undefined, 'ONE_PROOF_REQUIRED', ...early]).toContain(reason);
        }
      });
      await fc.assert(property, runs(100));
    },
  );

  test('no proof was used up, and each is good alone', async () => {
    const { authgraph } = graph;
    // The limits of wrong codes begin anew.
    authgraph.clock.advance(86_400);
    dataOf(await completeMfa(authgraph, await challenge(), { totp: totp() }));
    const { recoveryCode } = account;
    const { completeMfa: signedIn } = dataOf(
      await completeMfa(authgraph, await challenge(), { recoveryCode }),
    );
    authgraph.clock.advance(60);
    dataOf(await stepUp(authgraph, signedIn.accessToken, { totp: totp() }));
  });
});
