import type { ApolloServerPlugin } from '@apollo/server';
import type { Listener, RequestContext } from '../route.js';
import { Kind, type OperationDefinitionNode } from 'graphql';

/** Looks on at the requests of a service: at HTTP by its listener, at GraphQL by its plugin. */
export interface RequestObserver {
  /** @param routes the paths with labels of their own; all others share one */
  listener(listener: Listener, routes: ReadonlyMap<string, unknown>): Listener;
  readonly plugin: ApolloServerPlugin<RequestContext>;
}

/** Does something before and after a call. It returns what `run` returns, and throws what it throws. */
type Around = (method: string, run: () => unknown) => unknown;

/** The same object with something about each of its methods. */
export function aroundMethods<T extends object>(
  target: T,
  around: Around,
  except: readonly (keyof T)[] = [],
): T {
  const members = Object.entries(target).map(([name, member]: [string, unknown]) => {
    if (typeof member !== 'function' || except.includes(name as keyof T)) return [name, member];
    const observed = (...args: unknown[]) =>
      around(name, () => Reflect.apply(member, target, args) as unknown);
    return [name, observed];
  });
  return Object.fromEntries(members) as T;
}

/** The labels of operations. After validation both come from the schema; operation names come from clients. */
interface OperationLabels {
  /** `query` or `mutation`; `invalid` for what did not come that far. */
  readonly kind: string;
  /** The root field; `several` for more than one and for fragments, `none` for what is invalid. */
  readonly field: string;
}

export function labelsOf(operation?: OperationDefinitionNode): OperationLabels {
  if (operation === undefined) return { kind: 'invalid', field: 'none' };
  const names = operation.selectionSet.selections.map((selection) =>
    selection.kind === Kind.FIELD ? selection.name.value : 'several',
  );
  const [first = 'several', ...others] = new Set(names);
  return { kind: operation.operation, field: others.length === 0 ? first : 'several' };
}
