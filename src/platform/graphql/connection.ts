import type { Page } from './page.js';

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
