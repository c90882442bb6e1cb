/**
 * GraphQL over HTTP §6.4.1: with the legacy media type a document that cannot be run is answered 200, so
 * that 4xx always comes from something in between. Apollo answers 400 to everyone.
 */
export function takesResponseJson(accept: string | undefined): boolean {
  return accept?.includes(responseJson) ?? false;
}

export const responseJson = 'application/graphql-response+json';
