import { expect, test } from 'vitest';
import { readEvents, type ServerEvent } from '../../src/resource-server/event-stream.js';
import { chunksOf } from '../support/chunks.js';

async function eventsOf(text: string): Promise<ServerEvent[]> {
  const events: ServerEvent[] = [];
  for await (const event of readEvents(chunksOf(text, 5))) events.push(event);
  return events;
}

test.each(['\u2028', '\u2029', '\u0085', ':', ' '])(
  'an event keeps %j in its data',
  async (text) => {
    const data = JSON.stringify({ name: `a${text}b` });
    expect(await eventsOf(`event: next\nid: 7\ndata: ${data}\n\n`)).toEqual([
      { type: 'next', id: '7', data },
    ]);
  },
);

test('fields without a blank, without a value and without a name are read', async () => {
  expect(await eventsOf(':a comment\ndata:one\ndata\ndata:  two\n\n')).toEqual([
    { type: 'message', id: undefined, data: 'one\n\n two' },
  ]);
});
