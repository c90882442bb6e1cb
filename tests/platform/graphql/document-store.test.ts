import type { ApolloServer } from '@apollo/server';
import { parse } from 'graphql';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { inputMaxima, type Services } from '../../../src/app/features.js';
import { createApollo } from '../../../src/platform/graphql/apollo.js';
import type { GraphQLContext } from '../../../src/features/sessions/context.js';
import { createDocumentStore } from '../../../src/platform/graphql/document-store.js';
import { documentLimits } from '../../../src/platform/graphql/limits/document-limits.js';
import { testPolicy } from '../../support/access-policy.js';
import { createSchema } from '../../../src/app/schema.js';
import { usedHeap } from '../../support/event-loop.js';

describe('a document', () => {
  let apollo: ApolloServer<GraphQLContext>;
  let validated: number;
  beforeEach(async () => {
    validated = 0;
    apollo = createApollo<GraphQLContext>({
      // Nothing here gets as far as a resolver.
      schema: createSchema(
        { accounts: {} } as Services,
        testPolicy,
        inputMaxima({ passwordMaxLength: 256, metadataMaxSize: 2048 }),
      ),
      logger: pino({ level: 'silent' }),
      introspection: true,
      sandbox: false,
      byEmail: false,
      automaticPersistedQueries: false,
      freshMaxAge: 300,
      limits: documentLimits(2_000),
      plugins: [],
    });
    apollo.addPlugin({
      requestDidStart: () =>
        Promise.resolve({
          validationDidStart() {
            validated += 1;
            return Promise.resolve();
          },
        }),
    });
    await apollo.start();
  });
  afterEach(() => apollo.stop());

  const run = async (query: string) => {
    const locales: () => readonly string[] = () => [];
    const contextValue = {
      requestId: 'none',
      locales,
    } as Partial<GraphQLContext> as GraphQLContext;
    const { body } = await apollo.executeOperation({ query }, { contextValue });
    return body.kind === 'single' ? body.singleResult : undefined;
  };

  test('that has passed is neither measured nor validated again', async () => {
    for (let times = 0; times < 3; times += 1) {
      expect(await run('{ __typename }')).toEqual({ data: { __typename: 'Query' } });
    }
    expect(validated).toBe(1);
  });

  test('that is refused is refused each time', async () => {
    for (let times = 1; times <= 3; times += 1) {
      const result = await run(`{ me { ${'id '.repeat(300)} } }`);
      expect(result?.errors?.[0]?.extensions?.['reason']).toBe('DOCUMENT_TOO_COMPLEX');
      expect(validated).toBe(times);
    }
  });

  test('with a text in it, which may be a password, is not kept', async () => {
    for (let times = 1; times <= 2; times += 1) {
      await run('{ __type(name: "User") { name } }');
      await run('{ __type(name: """User""") { name } }');
      expect(validated).toBe(2 * times);
    }
  });

  test('gives way to others when it has not been asked for the longest time', async () => {
    await run('{ __typename }');
    for (let index = 0; index < 300; index += 1) {
      await run(`{ __typename ${'# a comment to fill the line'.repeat(40)}\n} # ${index}`);
      if (index % 50 === 0) await run('{ first: __typename }');
    }
    const before = validated;
    await run('{ first: __typename }');
    expect(validated).toBe(before);
    await run('{ __typename }');
    expect(validated).toBe(before + 1);
  });
});

describe('the document store', () => {
  test.each([
    ['comments', (index: number) => `#${index}\n${'#\n'.repeat(9_900)}{a}`],
    ['fields', (index: number) => `{a${index}${'{a'.repeat(600)}${'}'.repeat(600)}}`],
    ['a name', (index: number) => `{${'a'.repeat(19_000)}${index}}`],
    ['next to nothing', (index: number) => `{a${index}}`],
  ])('stays within 80 MB, whatever it is filled with: %s', async (_title, text) => {
    const store = createDocumentStore();
    const before = usedHeap();
    // Parsing from bytes, as a server does: a slice of a long-lived string would hide its memory.
    const count = text(0).length < 100 ? 60_000 : 250;
    for (let index = 0; index < count; index += 1) {
      await store.set(String(index), parse(Buffer.from(text(index)).toString()));
    }
    expect((usedHeap() - before) / 1e6).toBeLessThan(80);
    expect(await store.get(String(count - 1))).toBeDefined();
    expect(await store.get('0')).toBeUndefined();
  });

  test('keeps no document of more than 20,000 characters, and forgets what is deleted', async () => {
    const store = createDocumentStore();
    await store.set('long', parse(`{a}${' '.repeat(20_000)}`));
    expect(await store.get('long')).toBeUndefined();
    await store.set('short', parse('{a}'));
    expect(await store.get('short')).toBeDefined();
    expect(await store.delete('short')).toBe(true);
    expect(await store.get('short')).toBeUndefined();
  });
});
