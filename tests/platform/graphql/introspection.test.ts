import { MapperKind, mapSchema } from '@graphql-tools/utils';
import {
  buildClientSchema,
  buildSchema,
  getIntrospectionQuery,
  lexicographicSortSchema,
  printSchema,
  type GraphQLSchema,
  type IntrospectionQuery,
} from 'graphql';
import { afterEach, expect, test } from 'vitest';
import { readTypeDefs } from '../../../src/platform/package-folder.js';
import { dataOf } from '../../support/graphql-client.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';

let server: TestServer;
afterEach(() => server.close());

const query = getIntrospectionQuery({
  specifiedByUrl: true,
  inputValueDeprecation: true,
  oneOf: true,
});
const sorted = (schema: GraphQLSchema) => printSchema(lexicographicSortSchema(schema));

async function introspected(env: Record<string, string>): Promise<GraphQLSchema> {
  server = await startTestServer({ env });
  return buildClientSchema(dataOf<IntrospectionQuery>(await server.send(query)));
}

/** The maxima of arguments come from the configuration, as a sentence at the end of their descriptions. */
const maxima =
  /\n?At most (?:[\d,]+ items of )?[\d,]+ (?:characters \(UTF-16 code units, as sent\)|bytes of JSON)(?: each)?\.$/;

function withoutMaxima(schema: GraphQLSchema): string {
  return sorted(
    mapSchema(schema, {
      [MapperKind.ARGUMENT]: ({ description, ...config }) => ({
        ...config,
        description: description?.replace(maxima, ''),
      }),
      [MapperKind.INPUT_OBJECT_FIELD]: ({ description, ...config }) => ({
        ...config,
        description: description?.replace(maxima, ''),
      }),
    }),
  );
}

test('clients read the contract as it is written, every description included', async () => {
  const schema = await introspected({});
  expect(withoutMaxima(schema)).toBe(sorted(buildSchema(readTypeDefs().join('\n'))));
});

test.each(['on', 'off'])('scalars say what they are, with SUBGRAPH=%s', async (SUBGRAPH) => {
  const schema = await introspected({ SUBGRAPH });
  const described = ['DateTime', 'JSON'].map((name) => {
    const { description, specifiedByURL } = schema.getType(name)?.toConfig() as {
      description?: string;
      specifiedByURL?: string;
    };
    return { name, isDescribed: (description ?? '').length > 20, specifiedByURL };
  });
  expect(described).toEqual([
    {
      name: 'DateTime',
      isDescribed: true,
      specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339#section-5.6',
    },
    {
      name: 'JSON',
      isDescribed: true,
      specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc8259#section-3',
    },
  ]);
});
