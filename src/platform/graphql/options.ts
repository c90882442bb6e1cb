import { option } from '../config/option.js';
import { onOff, wholeNumber } from '../config/schemas.js';

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
    description: 'Whether a browser that opens `/` gets Apollo Sandbox.',
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
