import { z } from 'zod';

/** `on` or `off`, as a boolean. */
export const onOff = z
  .enum(['on', 'off'], { error: 'is neither on nor off; write on or off' })
  .transform((value) => value === 'on');

export interface WholeNumber {
  /** The plural: seconds, characters, connections, … Without it, just a number. */
  unit?: string;
  min: number;
  max: number;
  default: number;
  /** Why those bounds, where that is not plain. */
  because?: string;
}

/**
 * The part of a row that is the same for every count and every lifetime. Only plain digits are taken:
 * `15m`, `900.5` or `1e3` would mean one thing here and another thing elsewhere.
 */
export function wholeNumber({ unit, min, max, because, default: example }: WholeNumber) {
  const wholes = unit === undefined ? 'a whole number' : `whole ${unit}`;
  const wrongKind = `is not a whole number; write ${wholes}, such as ${example}`;
  const outOfBounds = `is out of bounds; write ${wholes} from ${min} to ${max}, such as ${example}`;
  return {
    unit: unit ?? 'number',
    default: example,
    bounds: because === undefined ? `${min} to ${max}.` : `${min} to ${max}: ${because}`,
    schema: z
      .string()
      .regex(/^\d+$/, wrongKind)
      .transform(Number)
      .refine((value) => value >= min && value <= max, outOfBounds),
  };
}

/** One of a few words. */
export function oneOf<const T extends string>(words: readonly T[]) {
  return z.enum(words, { error: `is not one of ${words.join(', ')}; write one of them` });
}

/** A text that `isGood` accepts; the fault says otherwise. */
export function textWhere(isGood: (text: string) => boolean, fault: string) {
  return z.string().refine(isGood, fault);
}

/** A list with commas between its items; blanks around them do not count. */
export function commaList(
  isGood: (item: string, all: readonly string[]) => boolean,
  fault: string,
) {
  return z
    .string()
    .transform((text) => text.split(',').map((item) => item.trim()))
    .refine((items) => items.every((item) => isGood(item, items)), fault)
    .transform((items): readonly string[] => Object.freeze(items));
}

/** The members of a JSON object as pairs, which keeps names like `__proto__` what they are; else `undefined`. */
export function entriesOfJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.entries(value)
      : undefined;
  } catch {
    return undefined;
  }
}
