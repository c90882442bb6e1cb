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
    danger: 'It loads a script from Apollo, and needs INTROSPECTION=on.',
  }),
  GRAPHIQL: option({
    schema: onOff,
    ...unlessProduction,
    unit: '`on` or `off`',
    description: 'Whether `/graphiql` serves GraphiQL, from this service alone.',
    bounds: '`on` or `off`.',
    danger: 'It invites visitors, and needs INTROSPECTION=on.',
  }),
  INTROSPECTION: option({
    schema: onOff,
    ...unlessProduction,
    unit: '`on` or `off`',
    description: 'Whether clients may query the schema.',
    bounds: '`on` or `off`.',
    danger: 'Off, GraphQL tools know no fields.',
  }),
};

export const documentOptions = {
  LIMIT_DOCUMENT_TOKENS: option({
    ...wholeNumber({
      unit: 'tokens',
      min: 500,
      max: 10_000,
      default: 2000,
      because: 'introspection has 184; 10,000 take up to 100 ms.',
    }),
    description:
      'Names, braces and values of a GraphQL document ([other limits](errors.md#limits-of-a-request)).',
    danger: 'Too high: anonymous requests can keep the process busy.',
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
      'Whether clients may send the hash of an earlier document (Apollo’s APQ). Each process keeps 2 MB.',
    bounds: '`on` or `off`; not with PERSISTED_DOCUMENTS_ONLY=on.',
    danger: 'Anyone can displace what is kept.',
  }),
  PERSISTED_DOCUMENTS: optional({
    schema: textWhere((text) => !text.includes('\0'), 'is no path; write the path of a JSON file'),
    defaultText: 'not set: only the documents of `authgraph/client`',
    unit: 'path',
    description:
      'Documents that clients call by `documentId` or hash ([guide](guides/persisted-documents.md)).',
    bounds:
      'Apollo’s manifest, or a JSON object of ids and documents, up to 5 MB and 10,000 documents.',
    danger: 'A missing document breaks what sends it.',
  }),
  PERSISTED_DOCUMENTS_ONLY: option({
    schema: onOff,
    default: false,
    defaultText: '`off`',
    unit: '`on` or `off`',
    description: 'Whether other documents are refused. Those of `authgraph/client` never are.',
    bounds: '`on` or `off`; not with SUBGRAPH=on, as gateways write their own documents.',
    danger: 'Sandbox, GraphiQL, introspection and clients with new documents fail.',
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
