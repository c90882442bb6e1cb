/** A text as a file gives it: in chunks of bytes, which end anywhere. */
export async function* chunksOf(text: string, size = 7919): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let start = 0; start < bytes.length; start += size) {
    yield await Promise.resolve(bytes.subarray(start, start + size));
  }
}
