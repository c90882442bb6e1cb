import DataLoader from 'dataloader';
import { OperationTypeNode, type GraphQLResolveInfo } from 'graphql';

/** The loaders of a request, whose operation is the same for all of its fields. */
export type LoadersOf<Loaders> = (
  context: object,
  info: Pick<GraphQLResolveInfo, 'operation'>,
) => Loaders;

/**
 * The loaders of a request. A query reads everything once, with any number of aliases. Those of a mutation gather, and
 * keep nothing: another mutation may stand between two of them.
 */
export function createLoadersOf<Loaders>(
  create: (options: { cache: boolean }) => Loaders,
): LoadersOf<Loaders> {
  const known = new WeakMap<object, Loaders>();
  return (context, { operation }) => {
    const loaders =
      known.get(context) ?? create({ cache: operation.operation === OperationTypeNode.QUERY });
    known.set(context, loaders);
    return loaders;
  };
}

/**
 * One statement for all keys of an answer, where each of them would ask by itself.
 * @param missing the answer for a key that has nothing
 */
export function gather<Value, Missing>(
  read: (keys: readonly string[]) => Promise<ReadonlyMap<string, Value>>,
  missing: Missing,
  options: { cache: boolean },
): DataLoader<string, Value | Missing> {
  return new DataLoader(async (keys: readonly string[]) => {
    const found = await read([...new Set(keys)]);
    return keys.map((key) => found.get(key) ?? missing);
  }, options);
}
