import { getDirective } from '@graphql-tools/utils';
import type { GraphQLSchema } from 'graphql';

/** The directives that decide who may see what: those of Apollo Federation, and one of our own. */
export type DirectiveName = FederationName | 'requiresAssurance';
type FederationName = 'authenticated' | 'requiresScopes' | 'policy';

/** Under which names each of them can stand in a schema. */
export type DirectiveNames = Readonly<Record<DirectiveName, readonly string[]>>;

interface Link {
  /** What stands before the names of directives that are not imported. */
  readonly prefix: string;
  /** New names by the names that Federation gives. */
  readonly renamed: ReadonlyMap<string, string>;
}

/**
 * The names themselves, those of Federation where it is linked but they are not imported
 * (`@federation__authenticated`), and those that `@link` gives them (`as`).
 */
export function directiveNames(schema: GraphQLSchema): DirectiveNames {
  const links = (getDirective(schema, schema, 'link') ?? []).flatMap(readLink);
  const namesOf = (name: FederationName) => [
    ...new Set([
      name,
      `federation__${name}`,
      ...links.flatMap(({ prefix, renamed }) => [
        `${prefix}__${name}`,
        ...(renamed.has(name) ? [renamed.get(name) ?? ''] : []),
      ]),
    ]),
  ];
  return {
    authenticated: namesOf('authenticated'),
    requiresScopes: namesOf('requiresScopes'),
    policy: namesOf('policy'),
    requiresAssurance: ['requiresAssurance'],
  };
}

/** Any link of Federation, and of the specification of each directive by itself (`…/authenticated/v0.1`). */
function readLink({ url, as, import: imports }: Record<string, unknown>): Link[] {
  const name = /^https:\/\/specs\.apollo\.dev\/(\w+)\/v/.exec(String(url))?.[1];
  if (name === undefined) return [];
  const entries: unknown[] = Array.isArray(imports) ? imports : [];
  const own = name !== 'federation' && typeof as === 'string' ? [[name, as] as const] : [];
  const renamed = new Map([...entries.flatMap(readImport), ...own]);
  return [{ prefix: typeof as === 'string' ? as : name, renamed }];
}

function readImport(entry: unknown): (readonly [string, string])[] {
  if (typeof entry !== 'object' || entry === null) return [];
  const { name, as } = entry as { name?: unknown; as?: unknown };
  if (typeof name !== 'string' || typeof as !== 'string') return [];
  return [[name.replace(/^@/, ''), as.replace(/^@/, '')]];
}
