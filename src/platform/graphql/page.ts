import { AuthError } from '../errors/auth-error.js';

/** The most items of a page; clients ask again for more. */
export const maxPageSize = 100;
const usualPage = 50;

/** Which items are asked for, in the arguments of Relay's connections. */
export interface PageRequest {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly last?: number | null | undefined;
  readonly before?: string | null | undefined;
}

/** A part of an ordered list: between two keys, so many from one of its ends. */
export interface Window {
  readonly after?: string;
  readonly before?: string;
  readonly limit: number;
  readonly fromEnd: boolean;
}

export interface Page<Item> {
  readonly items: readonly { readonly node: Item; readonly cursor: string }[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
}

/** What a list is ordered by: cursors of one order mean nothing in another. */
export interface Order<Item> {
  readonly name: string;
  readonly keyOf: (item: Item) => string;
}

/**
 * One page of a list. Pages begin at the key of an item, not after a number of items: they cost the
 * same everywhere, and items that are added or removed meanwhile shift nothing.
 * @param read gives the items of a window, in the order of the list
 * @throws AuthError `PAGE_INVALID`, `CURSOR_INVALID`
 */
export async function readPage<Item>(
  request: PageRequest,
  order: Order<Item>,
  read: (window: Window) => Promise<Item[]>,
): Promise<Page<Item>> {
  const { size, fromEnd } = sizeOf(request);
  const after = keyOf(order.name, request.after);
  const before = keyOf(order.name, request.before);
  // One more than asked for shows whether there are more.
  const window = { ...(after && { after }), ...(before && { before }), limit: size + 1, fromEnd };
  const found = await read(window);
  const nodes = fromEnd ? found.slice(-size) : found.slice(0, size);
  const isMore = found.length > size;
  return {
    items: nodes.map((node) => ({ node, cursor: cursorOf(order.name, order.keyOf(node)) })),
    hasNextPage: fromEnd ? before !== undefined : isMore,
    hasPreviousPage: fromEnd ? isMore : after !== undefined,
  };
}

function sizeOf({ first, last }: PageRequest): { size: number; fromEnd: boolean } {
  const size = first ?? last ?? usualPage;
  const both = typeof first === 'number' && typeof last === 'number';
  if (both || size < 1 || size > maxPageSize) throw new AuthError('PAGE_INVALID');
  return { size, fromEnd: typeof last === 'number' };
}

function cursorOf(order: string, key: string): string {
  return Buffer.from(`${order}:${key}`).toString('base64url');
}

function keyOf(order: string, cursor: string | null | undefined): string | undefined {
  if (cursor === null || cursor === undefined) return undefined;
  const text = Buffer.from(cursor, 'base64url').toString();
  const key = text.slice(order.length + 1);
  // Other texts that decode to the same bytes are not our cursors.
  if (key === '' || cursorOf(order, key) !== cursor) throw new AuthError('CURSOR_INVALID');
  return key;
}

/** A page as Relay's Cursor Connections Specification shapes it (§4 and §5). */
export function connectionOf<Item, Node>(page: Page<Item>, nodeOf: (item: Item) => Node) {
  const edges = page.items.map(({ node, cursor }) => ({ node: nodeOf(node), cursor }));
  return {
    edges,
    pageInfo: {
      hasNextPage: page.hasNextPage,
      hasPreviousPage: page.hasPreviousPage,
      startCursor: edges.at(0)?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}
