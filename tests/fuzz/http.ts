import { request, type OutgoingHttpHeaders } from 'node:http';
import { expect } from 'vitest';
import { reasons, type ErrorReason } from '../../src/app/facts.js';
import type { GraphQLError, Reply } from '../support/graphql-client.js';
import type { TestServer } from '../support/test-server.js';

/** What a server may say to a request that never reaches a resolver. */
const codesOfApollo = [
  ...['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED', 'OPERATION_RESOLUTION_FAILURE'],
  ...['BAD_REQUEST', 'BAD_USER_INPUT', 'PERSISTED_QUERY_NOT_SUPPORTED'],
];

/** A reply to hostile input: no fault of the server, and every refusal in the closed set. */
export function expectClean({
  status,
  errors,
  data,
  text,
}: Pick<Reply<unknown>, 'status' | 'errors' | 'data' | 'text'>): void {
  expect(status, text).toBeLessThan(500);
  if (errors.length === 0) expect(data, text).toEqual(expect.any(Object));
  for (const { extensions, message } of errors) {
    expect(message).toEqual(expect.any(String));
    if (extensions.reason === undefined) {
      expect(codesOfApollo, text).toContain(extensions.code);
      continue;
    }
    const known = reasons[extensions.reason as ErrorReason] as { code: string } | undefined;
    expect(known?.code, text).toBe(extensions.code);
    // Neither a fault of ours nor an overload: one request at a time is no load.
    expect(['INTERNAL_SERVER_ERROR', 'SERVICE_UNAVAILABLE']).not.toContain(extensions.code);
  }
}

/** Nobody looked at a fault: the log has no line of level "error" or above. */
export function expectNoFaults({ logs }: TestServer): void {
  expect(logs.filter((line) => (JSON.parse(line) as { level: number }).level >= 50)).toEqual([]);
}

export interface RawReply {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly text: string;
  readonly data: unknown;
  readonly errors: GraphQLError[];
}

/** Posts any bytes with any headers that Node can send; `fetch` would correct some of them. */
export function post(
  server: TestServer,
  body: Uint8Array | string,
  headers: OutgoingHttpHeaders = {},
): Promise<RawReply> {
  return new Promise((resolve, reject) => {
    const isStream = headers['accept'] === 'text/event-stream';
    const outgoing = request(
      `${server.url}/graphql${isStream ? '/stream' : ''}`,
      { method: 'POST', headers: { 'content-type': 'application/json', ...headers } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const whole = Buffer.concat(chunks).toString();
          const text = isStream ? firstAnswer(whole) : whole;
          const { statusCode: status = 0, headers: answered } = response;
          const parsed = parse(text);
          if (parsed === undefined) reject(new Error(`${status} without JSON: ${text}`));
          else resolve({ status, headers: answered, text, ...parsed });
        });
      },
    );
    // As bytes: with a string Node would send the headers in UTF-8 too.
    outgoing.on('error', reject).end(typeof body === 'string' ? Buffer.from(body) : body);
  });
}

/** Of a stream of events: a refusal is its first answer, and its last. */
function firstAnswer(stream: string): string {
  return /^data: (.+)$/m.exec(stream)?.[1] ?? stream;
}

function parse(text: string): Pick<RawReply, 'data' | 'errors'> | undefined {
  try {
    const { data, errors = [] } = JSON.parse(text) as Partial<RawReply>;
    return { data, errors };
  } catch {
    return undefined;
  }
}
