import { readEvents, type ServerEvent } from '../../src/resource-server/event-stream.js';
import { basic } from './service-client.js';

export interface FollowedRevocations {
  readonly response: Response;
  /** The next that is no comment. */
  next(): Promise<ServerEvent>;
  /** The revocations before the next heartbeat. */
  untilHeartbeat(): Promise<object[]>;
  /** The next revocation. */
  revocation(): Promise<object>;
  /** The id of the last event. */
  position(): string;
  leave(): Promise<void>;
}

/** Reads `GET /revocations`, as it is on the wire. */
export async function followRevocations(
  url: string,
  { after, authorization = basic() }: { after?: string; authorization?: string } = {},
): Promise<FollowedRevocations> {
  const abort = new AbortController();
  const query = after === undefined ? '' : `?after=${encodeURIComponent(after)}`;
  const headers = { authorization, accept: 'text/event-stream' };
  const response = await fetch(`${url}/revocations${query}`, { headers, signal: abort.signal });
  const events = readEvents(response.body ?? new ReadableStream());
  let position = '';

  async function next(): Promise<ServerEvent> {
    for (;;) {
      const result = await events.next();
      if (result.done === true) throw new Error('the stream has ended');
      position = result.value.id ?? position;
      if (result.value.data !== '') return result.value;
    }
  }
  async function untilHeartbeat(): Promise<object[]> {
    const revocations: object[] = [];
    for (;;) {
      const { type, data } = await next();
      if (type === 'heartbeat') return revocations;
      revocations.push(JSON.parse(data) as object);
    }
  }
  return {
    response,
    next,
    untilHeartbeat,
    async revocation() {
      for (;;) {
        const { type, data } = await next();
        if (type === 'revocation') return JSON.parse(data) as object;
      }
    },
    position: () => position,
    async leave() {
      abort.abort();
      await events.return(undefined).catch(() => undefined);
    },
  };
}
