import { Kind, type FieldNode, type SelectionNode, type SelectionSetNode } from 'graphql';
import type { Fragments } from './document-cost.js';

/**
 * Counts how often validation compares two fields that have one response name in one place ("overlapping
 * fields can be merged", GraphQL §5.3.2): in each set of selections, all pairs in it and further down, with
 * fragments unfolded. That rule takes few bytes for much work: 80 kB kept it busy for 84 seconds.
 *
 * It prints the arguments of both fields for each comparison, so their length counts, too.
 *
 * Unfolds, so it is only for sets whose extent has been found to be small. Counts no further than `limit`.
 */
export function countRepeats(set: SelectionSetNode, fragments: Fragments, limit: number): number {
  let repeats = countPairs([set], fragments, limit);
  for (const inner of set.selections.flatMap(ownSetOf)) {
    if (repeats > limit) break;
    repeats += countRepeats(inner, fragments, limit - repeats);
  }
  return repeats;
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
