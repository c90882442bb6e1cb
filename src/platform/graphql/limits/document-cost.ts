import {
  Kind,
  type DocumentNode,
  type FragmentDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** What a set of selections asks for, with its fragments unfolded. */
export interface Extent {
  readonly selections: number;
  readonly depth: number;
  readonly aliases: number;
  readonly directives: number;
  /** Fields of the set itself. */
  readonly rootFields: number;
  /** Those of them that take a password. */
  readonly passwordFields: number;
}

const nothing: Extent = {
  selections: 0,
  depth: 0,
  aliases: 0,
  directives: 0,
  rootFields: 0,
  passwordFields: 0,
};

/** Of a fragment that spreads itself, by whatever detour. */
const endless: Extent = { ...nothing, selections: Infinity, depth: Infinity };

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
): (set: SelectionSetNode) => Extent {
  const measured = new Map<string, Extent>();

  function ofSet({ selections }: SelectionSetNode, level: number): Extent {
    if (level > deepest) return endless;
    return selections.reduce((sum, selection) => add(sum, ofSelection(selection, level)), nothing);
  }

  function ofSelection(selection: SelectionNode, level: number): Extent {
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

  function insideOf(selection: SelectionNode, level: number): Extent {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return ofFragment(selection.name.value, level);
    return selection.selectionSet === undefined ? nothing : ofSet(selection.selectionSet, level);
  }

  function ofFragment(name: string, level: number): Extent {
    const known = measured.get(name);
    if (known !== undefined) return known;
    const fragment = fragments.get(name);
    if (fragment === undefined) return nothing;
    // What is met again before it has been measured has no end.
    measured.set(name, endless);
    const extent = ofSet(fragment.selectionSet, level);
    measured.set(name, extent);
    return extent;
  }

  return (set) => ofSet(set, 1);
}

function add(one: Extent, other: Extent): Extent {
  return {
    selections: one.selections + other.selections,
    depth: Math.max(one.depth, other.depth),
    aliases: one.aliases + other.aliases,
    directives: one.directives + other.directives,
    rootFields: one.rootFields + other.rootFields,
    passwordFields: one.passwordFields + other.passwordFields,
  };
}
