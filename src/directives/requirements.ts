import { getDirective } from '@graphql-tools/utils';
import {
  getNamedType,
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { checkAssurance, strictest, type Assurance } from '../resource-server/assurance.js';
import type { DirectiveName, DirectiveNames } from './names.js';

/** Lists of scopes, of which the token has to have one whole list. */
export type Alternatives = readonly (readonly string[])[];

/** What a field asks of the token: authentication, each of these scopes, and this proof of identity. */
export interface Requirement {
  readonly scopes: readonly Alternatives[];
  readonly assurance: Assurance | undefined;
}

/** A part of the schema that can carry a directive. */
type Carrier = Parameters<typeof getDirective>[1];

/**
 * What has to hold before a field is resolved: what the directives say that stand at the field itself, at its
 * type, at the interfaces of that type and their field of the same name, and at what the field returns. All
 * of them count. `undefined` if there is none.
 * @throws TypeError for `@requiresScopes` without scopes, which nobody or everybody could satisfy, and for
 *   `@requiresAssurance` with a level or an age that is none
 */
export function requirementOf(
  schema: GraphQLSchema,
  type: GraphQLObjectType,
  fieldName: string,
  names: DirectiveNames,
): Requirement | undefined {
  const carriers = carriersOf(type, fieldName);
  const argumentsOf = (name: DirectiveName) =>
    carriers.flatMap((carrier) => argumentsAt(schema, carrier, names[name]));
  const scopes = argumentsOf('requiresScopes');
  const assurances = argumentsOf('requiresAssurance');
  const all = [...scopes, ...assurances, ...argumentsOf('authenticated')];
  if (all.length === 0) return undefined;
  const where = `${type.name}.${fieldName}`;
  return {
    scopes: scopes.map((each) => checkedAlternatives(each['scopes'], where)),
    assurance: strictest(assurances.map((each) => checkedAssurance(each, where))),
  };
}

function carriersOf(type: GraphQLObjectType, fieldName: string): Carrier[] {
  const owners: (GraphQLObjectType | GraphQLInterfaceType)[] = [type, ...type.getInterfaces()];
  const fields = owners.flatMap((owner) => owner.getFields()[fieldName] ?? []);
  const returned: GraphQLNamedType[] = fields.map((field) => getNamedType(field.type));
  return [...new Set<Carrier>([...owners, ...fields, ...returned])];
}

function argumentsAt(
  schema: GraphQLSchema,
  carrier: Carrier,
  names: readonly string[],
): Record<string, unknown>[] {
  return names.flatMap((each) => getDirective(schema, carrier, each) ?? []);
}

function checkedAlternatives(scopes: unknown, where: string): Alternatives {
  const isList = (value: unknown): value is unknown[] => Array.isArray(value) && value.length > 0;
  const isScope = (value: unknown) => typeof value === 'string' && value !== '';
  if (isList(scopes) && scopes.every((list) => isList(list) && list.every(isScope))) {
    return scopes as string[][];
  }
  throw new TypeError(
    `@requiresScopes on ${where} needs lists of scopes, such as [["notes:read"]]`,
  );
}

function checkedAssurance({ acr, maxAge }: Record<string, unknown>, where: string): Assurance {
  // An explicit null is none.
  const assurance = { acr, maxAge: maxAge ?? undefined } as Assurance;
  checkAssurance(assurance, `@requiresAssurance on ${where}`);
  return assurance;
}
