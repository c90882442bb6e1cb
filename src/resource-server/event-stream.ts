/** Characters of one event. Ours have some two hundred. */
const maxLength = 4096;

/** An event of a stream, as the HTML standard has it (§9.2). */
export interface ServerEvent {
  /** `message` where the stream names none. */
  readonly type: string;
  readonly id: string | undefined;
  /** Empty for comments. */
  readonly data: string;
}

/**
 * Reads `text/event-stream` in bounded space.
 * @throws Error for an event of over 4,096 characters, TypeError for bytes that are no UTF-8
 */
export async function* readEvents(body: AsyncIterable<Uint8Array>): AsyncGenerator<ServerEvent> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  for await (const chunk of body) {
    const blocks = (rest + decoder.decode(chunk, { stream: true })).split(/\r?\n\r?\n/);
    rest = blocks.pop() ?? '';
    for (const block of [...blocks, rest]) {
      if (block.length > maxLength)
        throw new Error(`an event is longer than ${maxLength} characters`);
    }
    yield* blocks.map(readEvent);
  }
}

function readEvent(block: string): ServerEvent {
  const fields = new Map<string, string[]>();
  for (const line of block.split(/\r?\n/)) {
    // With `s`, as JSON may hold U+2028, which otherwise ends a line for an expression.
    const [, name = '', value = ''] = /^([^:]*):? ?(.*)$/s.exec(line) ?? [];
    fields.set(name, [...(fields.get(name) ?? []), value]);
  }
  return {
    type: fields.get('event')?.at(-1) ?? 'message',
    id: fields.get('id')?.at(-1),
    data: fields.get('data')?.join('\n') ?? '',
  };
}
