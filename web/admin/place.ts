import type { Changes } from '../ui/location.js';

/** A place, without the filters of the present one. */
export function placeWithout(page: string, query: URLSearchParams): Changes {
  const gone = [...query.keys()].map((name) => [name, undefined] as const);
  return { ...Object.fromEntries(gone), page };
}

/** The page of one person. */
export function personPlace(id: string): Changes {
  return { ...placeWithout('people', new URLSearchParams(location.search)), id };
}

/** The events of one person. */
export function eventsOf(id: string): Changes {
  return { ...placeWithout('events', new URLSearchParams(location.search)), user: id };
}
