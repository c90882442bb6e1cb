/** How much JSON may hold. Characters are UTF-16 code units. */
export interface JsonLimits {
  /** Lists and objects inside each other. */
  readonly depth: number;
  /** Values in all, lists and objects included. */
  readonly values: number;
  /** Characters of a name of the outermost object. */
  readonly name: number;
  /** Characters of any text, and of any name further down. */
  readonly text: number;
  /** Characters of all texts and names together. */
  readonly total: number;
}

/** Which limit a value exceeds. Looks no further than there. */
export function measureJson(value: unknown, limits: JsonLimits): keyof JsonLimits | 'fits' {
  let values = 0;
  let total = 0;

  function exceeded(value: unknown, depth: number): keyof JsonLimits | undefined {
    values += 1;
    if (values > limits.values) return 'values';
    if (typeof value === 'string') return exceededBy(value, limits.text, 'text');
    if (typeof value !== 'object' || value === null) return undefined;
    if (depth > limits.depth) return 'depth';
    if (Array.isArray(value)) return firstOf(value, (item) => exceeded(item, depth + 1));
    const [most, kind] = depth === 0 ? ([limits.name, 'name'] as const) : byText;
    return firstOf(
      Object.keys(value),
      (name) =>
        exceededBy(name, most, kind) ??
        exceeded((value as Readonly<Record<string, unknown>>)[name], depth + 1),
    );
  }
  const byText = [limits.text, 'text'] as const;

  function exceededBy(text: string, most: number, kind: 'name' | 'text') {
    if (text.length > most) return kind;
    total += text.length;
    return total > limits.total ? 'total' : undefined;
  }

  return exceeded(value, 0) ?? 'fits';
}

function firstOf<Item, Found>(
  items: readonly Item[],
  find: (item: Item) => Found | undefined,
): Found | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
