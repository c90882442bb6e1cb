import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import type { Resolvers } from '../../generated/resolver-types.js';
import { valueMessages } from './faults/value-messages.js';
import { JSONScalar } from './json.js';

/** graphql-scalars has one, at 8 MB of memory and 40 ms of start-up for its seventy others. */
const DateTime = new GraphQLScalarType<Date, string>({
  name: 'DateTime',
  serialize(value) {
    if (value instanceof Date) return value.toISOString();
    throw new TypeError('a DateTime field resolves to a Date');
  },
  parseValue: dateOf,
  parseLiteral: (node) => dateOf(node.kind === Kind.STRING ? node.value : undefined),
});

const isoInstant =
  /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/;

/** Never quotes what it was given: it may have been meant for another field. */
function dateOf(value: unknown): Date {
  const [text = '', day = ''] = (typeof value === 'string' && isoInstant.exec(value)) || [];
  const date = new Date(text);
  // JavaScript takes the 31st of February for the 3rd of March.
  const isDay = !Number.isNaN(date.getTime()) && new Date(day).toISOString().startsWith(day);
  if (isDay) return date;
  throw new GraphQLError(valueMessages.dateTime);
}

export const scalarResolvers: Pick<Resolvers, 'DateTime' | 'JSON'> = { DateTime, JSON: JSONScalar };
