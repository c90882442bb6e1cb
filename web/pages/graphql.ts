import { addressOf } from './dom.js';

export interface GraphQLError {
  readonly message: string;
  readonly extensions?: { readonly reason?: string; readonly retryAfter?: number };
}

export interface Answer {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly GraphQLError[];
}

/** One operation, as everyone sends it. @throws TypeError if the service cannot be reached */
export async function ask(
  query: string,
  options: { variables?: object; token?: string } = {},
): Promise<{ status: number; answer: Answer }> {
  const { variables, token } = options;
  const response = await fetch(addressOf('graphql'), {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query, variables }),
  });
  return { status: response.status, answer: (await response.json()) as Answer };
}
