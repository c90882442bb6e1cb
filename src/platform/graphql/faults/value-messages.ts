/** What the scalars of the schema say of a value that they do not take. None of it quotes the value. */
export const valueMessages = {
  dateTime: 'A DateTime is an ISO 8601 instant, such as 2026-11-24T09:30:00Z.',
  jsonLevels: 'This JSON has too many levels.',
  jsonName: 'Names without quotes are no JSON, but for true, false and null.',
} as const;

const known: ReadonlySet<string> = new Set(Object.values(valueMessages));

export function isValueMessage(message: string | undefined): message is string {
  return message !== undefined && known.has(message);
}
