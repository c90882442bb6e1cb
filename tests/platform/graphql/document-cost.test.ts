import fc from 'fast-check';
import { Kind, parse, type DocumentNode, type FieldNode, type SelectionSetNode } from 'graphql';
import { expect, test } from 'vitest';
import {
  createMeasure,
  fragmentsOf,
  type DocumentCost,
  countFieldPairs,
} from '../../../src/platform/graphql/limits/document-cost.js';
import { runs } from '../../fuzz/runs.js';

const fragmentNames = ['f0', 'f1', 'f2', 'f3'];
const takesPassword = (name: string) => name === 'b';

/** The text of a set of selections that spreads no fragment before the given one: there are no circles. */
function selections(firstFragment: number, depth = 3): fc.Arbitrary<string> {
  const directive = fc.constantFrom('', '', ' @x', ' @x @y');
  const alias = fc.constantFrom('', '', 'k:', 'b:');
  const leaf = fc.tuple(alias, fc.constantFrom('a', 'b', 'c'), directive);
  const spreads = fragmentNames.slice(firstFragment).map((name) => `...${name}`);
  const spread = fc.tuple(fc.constantFrom(...spreads, 'a'), directive);
  const inside =
    depth === 0 ? fc.constant('{a}') : fc.nat(depth - 1).chain((d) => selections(firstFragment, d));
  const deeper = fc.tuple(
    fc.oneof(leaf, fc.tuple(fc.constantFrom('...', '...on T'), directive)),
    inside,
  );
  const one = fc.oneof(leaf, spread, ...(depth === 0 ? [] : [deeper]));
  return fc
    .array(one, { minLength: 1, maxLength: 4 })
    .map((parts) => `{${parts.map((part) => part.flat().join('')).join(' ')}}`);
}

const documents = fc
  .tuple(selections(0), ...fragmentNames.map((_name, index) => selections(index + 1)))
  .map(([operation, ...fragments]) => {
    const definitions = fragments.map((set, index) => `fragment f${index} on T ${set}`);
    return parse([`query ${operation}`, ...definitions].join('\n'));
  });

function operationOf({ definitions: [operation] }: DocumentNode): SelectionSetNode {
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('no operation comes first');
  return operation.selectionSet;
}

/** The same figures the slow way: fragments are really unfolded. */
function unfold(document: DocumentNode): DocumentCost {
  const fragments = fragmentsOf(document);
  const total = {
    selections: 0,
    depth: 0,
    aliases: 0,
    directives: 0,
    rootFields: 0,
    passwordFields: 0,
  };
  function walk(set: SelectionSetNode, level: number, atRoot: boolean): void {
    for (const selection of set.selections) {
      total.selections += 1;
      total.depth = Math.max(total.depth, level);
      total.directives += selection.directives?.length ?? 0;
      const isField = selection.kind === Kind.FIELD;
      if (isField && selection.alias) total.aliases += 1;
      if (isField && atRoot) {
        total.rootFields += 1;
        total.passwordFields += selection.name.value === 'b' ? 1 : 0;
      }
      const inside =
        selection.kind === Kind.FRAGMENT_SPREAD
          ? fragments.get(selection.name.value)?.selectionSet
          : selection.selectionSet;
      if (inside) walk(inside, level + 1, atRoot && !isField);
    }
  }
  walk(operationOf(document), 1, true);
  return total;
}

test('a measured document has the extent of the document with its fragments unfolded', () => {
  const property = fc.property(documents, (document) => {
    const measure = createMeasure(fragmentsOf(document), takesPassword, 100);
    expect(measure(operationOf(document))).toEqual(unfold(document));
  });
  fc.assert(property, runs(300));
});

/** All pairs of one response name that meet, in a set and wherever two of its fields are merged. */
function comparePairs(document: DocumentNode): number {
  const fragments = fragmentsOf(document);
  function fieldsOf(set: SelectionSetNode | undefined): FieldNode[] {
    return (set?.selections ?? []).flatMap((selection) => {
      if (selection.kind === Kind.FIELD) return [selection];
      if (selection.kind === Kind.INLINE_FRAGMENT) return fieldsOf(selection.selectionSet);
      return fieldsOf(fragments.get(selection.name.value)?.selectionSet);
    });
  }
  function meetings(fields: FieldNode[]): number {
    let pairs = 0;
    const names = new Set(fields.map(({ alias, name }) => (alias ?? name).value));
    for (const responseName of names) {
      const alike = fields.filter(({ alias, name }) => (alias ?? name).value === responseName);
      for (let one = 0; one < alike.length; one += 1) pairs += alike.length - one - 1;
      pairs += meetings(alike.flatMap(({ selectionSet }) => fieldsOf(selectionSet)));
    }
    return pairs;
  }
  function everySet(set: SelectionSetNode): number {
    const inner = set.selections.flatMap((selection) =>
      selection.kind !== Kind.FRAGMENT_SPREAD && selection.selectionSet
        ? [selection.selectionSet]
        : [],
    );
    return meetings(fieldsOf(set)) + inner.reduce((sum, each) => sum + everySet(each), 0);
  }
  return everySet(operationOf(document));
}

test('repeats are counted as the pairs that meet, and no further than the limit', () => {
  const property = fc.property(documents, fc.nat(200), (document, limit) => {
    const [set, fragments] = [operationOf(document), fragmentsOf(document)];
    const pairs = comparePairs(document);
    expect(countFieldPairs(set, fragments, Infinity)).toBe(pairs);
    expect(countFieldPairs(set, fragments, limit) > limit).toBe(pairs > limit);
  });
  fc.assert(property, runs(300));
});
