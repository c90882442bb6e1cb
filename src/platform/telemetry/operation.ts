import { Kind, type OperationDefinitionNode } from 'graphql';

/** What operations are told apart by. After validation both are words of the schema: names are clients'. */
export interface OperationLabels {
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
