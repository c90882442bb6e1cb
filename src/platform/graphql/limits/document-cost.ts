import {
  Kind,
  type DocumentNode,
  type FragmentDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  type FieldNode,
} from 'graphql';

/** What a set of selections asks for, with its fragments unfolded. */
export interface DocumentCost {
  readonly selections: number;
  readonly depth: number;
  readonly aliases: number;
  readonly directives: number;
  /** Fields of the set itself. */
  readonly rootFields: number;
  /** Those of them that take a password. */
  readonly passwordFields: number;
}

const nothing: DocumentCost = {
  selections: 0,
  depth: 0,
  aliases: 0,
  directives: 0,
  rootFields: 0,
  passwordFields: 0,
};

/** Of a fragment that spreads itself, directly or through others. */
const unbounded: DocumentCost = { ...nothing, selections: Infinity, depth: Infinity };

export type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/** Of two fragments of one name the last; validation refuses them afterwards. */
export function fragmentsOf({ definitions }: DocumentNode): Fragments {
  const fragments = definitions.filter(
    (definition) => definition.kind === Kind.FRAGMENT_DEFINITION,
  );
  return new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
}

/**
 * Measures sets of selections of one document. Each fragment is measured once and its total remembered, so
 * the time grows with the text, while 60 fragments that spread the next one twice count 2^60.
 * @param deepest levels after which a set counts as endless, for the stack is not
 */
export function createMeasure(
  fragments: Fragments,
  takesPassword: (fieldName: string) => boolean,
  deepest: number,
): (set: SelectionSetNode) => DocumentCost {
  const measured = new Map<string, DocumentCost>();

  function ofSet({ selections }: SelectionSetNode, level: number): DocumentCost {
    if (level > deepest) return unbounded;
    return selections.reduce((sum, selection) => add(sum, ofSelection(selection, level)), nothing);
  }

  function ofSelection(selection: SelectionNode, level: number): DocumentCost {
    const { directives = [] } = selection;
    const inside = insideOf(selection, level + 1);
    const isField = selection.kind === Kind.FIELD;
    return {
      selections: inside.selections + 1,
      depth: inside.depth + 1,
      aliases: inside.aliases + (isField && selection.alias !== undefined ? 1 : 0),
      directives: inside.directives + directives.length,
      rootFields: isField ? 1 : inside.rootFields,
      passwordFields: isField ? Number(takesPassword(selection.name.value)) : inside.passwordFields,
    };
  }

  function insideOf(selection: SelectionNode, level: number): DocumentCost {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return ofFragment(selection.name.value, level);
    return selection.selectionSet === undefined ? nothing : ofSet(selection.selectionSet, level);
  }

  function ofFragment(name: string, level: number): DocumentCost {
    const known = measured.get(name);
    if (known !== undefined) return known;
    const fragment = fragments.get(name);
    if (fragment === undefined) return nothing;
    // What is met again before it has been measured has no end.
    measured.set(name, unbounded);
    const cost = ofSet(fragment.selectionSet, level);
    measured.set(name, cost);
    return cost;
  }

  return (set) => ofSet(set, 1);
}

function add(one: DocumentCost, other: DocumentCost): DocumentCost {
  return {
    selections: one.selections + other.selections,
    depth: Math.max(one.depth, other.depth),
    aliases: one.aliases + other.aliases,
    directives: one.directives + other.directives,
    rootFields: one.rootFields + other.rootFields,
    passwordFields: one.passwordFields + other.passwordFields,
  };
}

/**
 * Counts how often validation compares two fields that have one response name in one place ("overlapping
 * fields can be merged", GraphQL §5.3.2): in each set of selections, all pairs in it and further down, with
 * fragments unfolded. That rule takes few bytes for much work: 80 kB kept it busy for 84 seconds.
 *
 * It prints the arguments of both fields for each comparison, so their length counts, too.
 *
 * Unfolds, so it is only for sets whose extent has been found to be small. Counts no further than `limit`.
 */
export function countFieldPairs(
  set: SelectionSetNode,
  fragments: Fragments,
  limit: number,
): number {
  let fieldPairs = countPairs([set], fragments, limit);
  for (const inner of set.selections.flatMap(ownSetOf)) {
    if (fieldPairs > limit) break;
    fieldPairs += countFieldPairs(inner, fragments, limit - fieldPairs);
  }
  return fieldPairs;
}

function ownSetOf(selection: SelectionNode): SelectionSetNode[] {
  return selection.kind === Kind.FRAGMENT_SPREAD ? [] : setOf(selection);
}

function setOf({ selectionSet }: { selectionSet?: SelectionSetNode | undefined }) {
  return selectionSet === undefined ? [] : [selectionSet];
}

function countPairs(
  sets: readonly SelectionSetNode[],
  fragments: Fragments,
  limit: number,
): number {
  let pairs = 0;
  for (const fields of fieldsByResponseName(sets, fragments).values()) {
    pairs += pairsOf(fields);
    if (pairs > limit) break;
    pairs += countPairs(fields.flatMap(setOf), fragments, limit - pairs);
  }
  return pairs;
}

/** Characters of arguments that take as long to compare as a field without any. */
const charactersPerRepeat = 4;

/** All pairs of some fields. Each field is in one pair with each of the others. */
function pairsOf(fields: readonly FieldNode[]): number {
  const characters = fields.reduce((sum, field) => sum + lengthOfArguments(field), 0);
  const others = fields.length - 1;
  return (fields.length * others) / 2 + Math.floor((others * characters) / charactersPerRepeat);
}

function lengthOfArguments({ arguments: given = [] }: FieldNode): number {
  return (given.at(-1)?.loc?.end ?? 0) - (given[0]?.loc?.start ?? 0);
}

function fieldsByResponseName(
  sets: readonly SelectionSetNode[],
  fragments: Fragments,
): Map<string, FieldNode[]> {
  const groups = new Map<string, FieldNode[]>();
  function collect({ selections }: SelectionSetNode): void {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        const { value: name } = selection.alias ?? selection.name;
        const group = groups.get(name);
        if (group === undefined) groups.set(name, [selection]);
        else group.push(selection);
        continue;
      }
      const inner =
        selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
      if (inner !== undefined) collect(inner.selectionSet);
    }
  }
  sets.forEach(collect);
  return groups;
}
