import { option, optional, type CrossCheck } from '../config/option.js';
import { onOff, textWhere, wholeNumber } from '../config/schemas.js';

const unlessProduction = {
  default: ({ production }: { production: boolean }) => !production,
  defaultText: '`on`; with NODE_ENV=production `off`',
};

/** What shows the contract to people and their tools. */
export const explorerOptions = {
  SANDBOX: option({
    schema: onOff,
    ...unlessProduction,
    unit: '`on` or `off`',
    description: 'Whether `/sandbox` serves Apollo Sandbox.',
    bounds: '`on` or `off`.',
    danger: 'On, the page loads a script from Apollo’s servers; it also needs INTROSPECTION=on.',
  }),
  GRAPHIQL: option({
    schema: onOff,
    ...unlessProduction,
    unit: '`on` or `off`',
    description:
      'Whether `/graphiql` serves GraphiQL: a page to try the API that needs nothing from elsewhere.',
    bounds: '`on` or `off`.',
    danger: 'On, the service invites visitors to try it; it also needs INTROSPECTION=on.',
  }),
  INTROSPECTION: option({
    schema: onOff,
    ...unlessProduction,
    unit: '`on` or `off`',
    description: 'Whether clients may query the schema itself.',
    bounds: '`on` or `off`.',
    danger: 'On, anyone can list everything the API offers; off, GraphQL tools know no fields.',
  }),
};

export const documentOptions = {
  LIMIT_DOCUMENT_TOKENS: option({
    ...wholeNumber({
      unit: 'tokens',
      min: 500,
      max: 10_000,
      default: 2000,
      because:
        'the introspection query of GraphQL tools has 184; parsing and checking 10,000 takes up to 100 ms.',
    }),
    description:
      'Tokens (names, braces, values) of one GraphQL document. It may have 20 characters and two lines for each, and select twice as many fields and fragments; depth, aliases and the like have [fixed limits](errors.md#limits-of-a-request).',
    danger:
      'Too low: pages that combine many fragments are refused. Too high: anonymous requests can keep the process busy.',
  }),
};

/** Documents that clients name instead of sending them. */
export const persistedDocumentOptions = {
  AUTOMATIC_PERSISTED_QUERIES: option({
    schema: onOff,
    default: false,
    defaultText: '`off`',
    unit: '`on` or `off`',
    description:
      'Whether clients may send the hash of a document instead of its text, once its text was sent (APQ of Apollo). Each process keeps the last ones, 2 MB in all.',
    bounds: '`on` or `off`; not with PERSISTED_DOCUMENTS_ONLY=on.',
    danger: 'On, anyone can displace the kept documents. Clients then send the text again.',
  }),
  PERSISTED_DOCUMENTS: optional({
    schema: textWhere((text) => !text.includes('\0'), 'is no path; write the path of a JSON file'),
    defaultText: 'not set: only the documents of `authgraph/client`',
    unit: 'path',
    description:
      'The documents that clients may call by `documentId` or by hash: a manifest of Apollo, or an object of ids and documents, as graphql-codegen and Relay write it ([guide](guides/persisted-documents.md)). Read at the start.',
    bounds: 'a JSON file of up to 5 MB with up to 10,000 documents.',
    danger: 'A file without a document that your application sends breaks that part of it.',
  }),
  PERSISTED_DOCUMENTS_ONLY: option({
    schema: onOff,
    default: false,
    defaultText: '`off`',
    unit: '`on` or `off`',
    description:
      'Whether documents that are not in the list are refused. Those of `authgraph/client` are always in it.',
    bounds: '`on` or `off`; not with SUBGRAPH=on, as gateways write their own documents.',
    danger:
      'On, Sandbox, GraphiQL and introspection do not work, nor does a client with new documents.',
  }),
};

export const persistedDocumentChecks: readonly CrossCheck<typeof persistedDocumentOptions>[] = [
  {
    between: ['AUTOMATIC_PERSISTED_QUERIES', 'PERSISTED_DOCUMENTS_ONLY'],
    find: ({ automaticPersistedQueries, persistedDocumentsOnly }) =>
      automaticPersistedQueries &&
      persistedDocumentsOnly &&
      'AUTOMATIC_PERSISTED_QUERIES=on lets clients add documents, and PERSISTED_DOCUMENTS_ONLY=on refuses those; turn one of them off',
  },
];
