/** A text around something, such as a time or a name. */
type Around = readonly [before: string, after: string];
export const around = (before: string, after: string): Around => [before, after];
