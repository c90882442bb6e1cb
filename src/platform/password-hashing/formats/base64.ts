/** Bytes of base64 in its one correct spelling, with "=" at its end; `undefined` for any other text. */
export function decodeBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}

/** The same without "=" at the end, as PHC strings have it (PHC string format, "B64"). */
export function decodePhcBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64').replaceAll('=', '') === text ? bytes : undefined;
}
