const times = (count: number, text: (index: number) => string) =>
  Array.from({ length: count }, (_unused, index) => text(index)).join(' ');
const name = (index: number) => `n${index.toString(36)}`;

/** Fragments of which each spreads the next one `spreads` times; the last selects `id`. */
export function fanOut(fragments: number, spreads: number): string {
  const spread = (next: number) => times(spreads, () => `...f${next}`);
  const chain = times(fragments, (index) => `fragment f${index} on User{${spread(index + 1)}}`);
  return `{me{...f0}} ${chain} fragment f${fragments} on User{id}`;
}

const nested = (open: string, close: string, depth: number, core = '') =>
  open.repeat(depth) + core + close.repeat(depth);

const doubled = (levels: number): string =>
  levels === 0 ? 'id' : times(2, () => `a{${doubled(levels - 1)}}`);

export interface HostileDocument {
  readonly title: string;
  readonly query: string;
  /** What the refusal says of the limit. */
  readonly limit: RegExp;
}

const length = /longer than 40,000 characters/;
const lines = /more than 4,000 lines/;
const tokens = /longer than 2,000 tokens/;
const nesting = /braces, brackets or parentheses more than 25 deep/;
const depth = /more than 25 levels deep, or has a fragment that spreads itself/;
const repeats = /more than 20,000 comparisons/;

/** As big as bodies may be, to be refused by the number of tokens; and as small as what follows. */
export const hostileDocuments: readonly HostileDocument[] = [
  { title: '10,000 levels of fields', query: nested('{a', '}', 10_000), limit: tokens },
  { title: '30 levels of fields', query: nested('{a', '}', 30), limit: nesting },
  {
    title: '26 levels of fields, spread over fragments',
    query: `{me{...a}} fragment a on User{${nested('a{', '}', 12, '...b')}} fragment b on User{${nested('a{', '}', 12, 'id')}}`,
    limit: depth,
  },
  {
    title: '10,000 levels of lists in an argument',
    query: `{me(a:${nested('[', ']', 10_000)}){id}}`,
    // The parser's stack may be full before it has seen so many tokens.
    limit: new RegExp(`${tokens.source}|${nesting.source}`),
  },
  {
    title: '900 levels of lists in an argument',
    query: `{me(a:${nested('[', ']', 900)}){id}}`,
    limit: nesting,
  },
  {
    title: '400 levels of objects in an argument',
    query: `{me(a:${nested('{a:', '}', 400, '1')}){id}}`,
    limit: nesting,
  },
  {
    title: '900 levels of list types',
    query: `query($a:${nested('[', ']', 900, 'Int')}){me{id}}`,
    limit: nesting,
  },
  {
    title: 'a fragment that spreads itself',
    query: '{me{...a}} fragment a on User{...a}',
    limit: depth,
  },
  {
    title: 'two fragments that spread each other',
    query: '{me{...a}} fragment a on User{id ...b} fragment b on User{id ...a}',
    limit: depth,
  },
  {
    title: 'a circle of fragments that nobody spreads',
    query: '{me{id}} fragment a on User{...b} fragment b on User{...a}',
    limit: depth,
  },
  {
    title: 'a circle of 200 fragments',
    query: `{me{...f0}} ${times(200, (index) => `fragment f${index} on User{...f${(index + 1) % 200}}`)}`,
    limit: depth,
  },
  { title: '2^60 fields by 60 fragments', query: fanOut(60, 2), limit: depth },
  { title: '6^100 fields by 100 fragments', query: fanOut(100, 6), limit: depth },
  { title: '4^10 fields by 10 fragments', query: fanOut(10, 4), limit: /more than 4,000 fields/ },
  {
    title: '3,000 fields by 10 operations',
    query: `fragment f on User{${times(300, name)}} ${times(14, (index) => `query q${index}{me{...f}}`)}`,
    limit: /more than 4,000 fields/,
  },
  {
    title: '10,000 aliases',
    query: `{${times(10_000, (index) => `${name(index)}:a`)}}`,
    limit: length,
  },
  {
    title: '31 aliases',
    query: `{me{${times(31, (index) => `${name(index)}:id`)}}}`,
    limit: /more than 30 aliases/,
  },
  {
    title: '32 aliases by a fragment that is spread twice',
    query: `{me{...a}} fragment a on User{...b sessions{...b}} fragment b on User{${times(16, (index) => `${name(index)}:id`)}}`,
    limit: /more than 30 aliases/,
  },
  { title: '10,000 directives', query: `{me ${times(10_000, () => '@a')}{id}}`, limit: tokens },
  {
    title: '51 directives',
    query: `{me{${times(51, () => 'id @skip(if:false)')}}}`,
    limit: /more than 50 directives/,
  },
  {
    title: '21 calls',
    query: `{${times(21, (index) => (index % 2 === 0 ? 'me{id}' : '...{me{id}}'))}}`,
    limit: /more than 20 fields of Query or Mutation/,
  },
  {
    title: '5,000 operations',
    query: times(5_000, (index) => `query ${name(index)}{me{id}}`),
    limit: length,
  },
  { title: '90 kB of the same field', query: `{me{${times(30_000, () => 'id')}}}`, limit: length },
  {
    title: '10,000 times the same field',
    query: `{me{${times(10_000, () => 'id')}}}`,
    limit: tokens,
  },
  { title: '44,000 line breaks', query: `${'\n'.repeat(44_000)}{me{id}}`, limit: length },
  { title: '4,001 lines', query: `${'\r\n'.repeat(4_000)}{me{id}}`, limit: lines },
  {
    title: '44,000 line breaks before 600 faults, which took 5 seconds to locate',
    query: `${'\n'.repeat(44_000)}{me(${'a:1 '.repeat(600)}){id}}`,
    limit: length,
  },
  {
    title: 'a name of 257 characters',
    query: `{me{${'a'.repeat(257)}}}`,
    limit: /a name of more than 256 characters/,
  },
  {
    title: 'a number of 30,000 digits',
    query: `mutation{refresh(expiresIn:${'9'.repeat(30_000)}){expiresIn}}`,
    limit: /a number of more than 64 characters/,
  },
  {
    title: 'a text of 30,000 characters',
    query: `mutation{login(username:"${'a'.repeat(30_000)}",password:"b"){expiresIn}}`,
    limit: /a text of more than 16,384 characters/,
  },
  { title: '210 times the same field', query: `{me{${times(210, () => 'id')}}}`, limit: repeats },
  {
    title: 'a fragment before its operation that repeats a field',
    query: `fragment a on User{${times(210, () => 'id')}} {me{...a}}`,
    limit: repeats,
  },
  {
    title: '20,000 inline fragments with one field, which took 84 seconds to validate',
    query: `{me{${times(180, () => `...{${'...{id}'.repeat(70)}}`)}}}`,
    limit: length,
  },
  {
    title: '300 inline fragments with one field',
    query: `{me{${times(300, () => '...{id}')}}}`,
    limit: repeats,
  },
  {
    title: 'one field 50 times at the bottom of 20 inline fragments',
    query: `{me{${nested(
      '...{',
      '}',
      20,
      times(50, () => 'id'),
    )}}}`,
    limit: repeats,
  },
  {
    title: '140 times the same field with a text of 200 backslashes',
    query: `{me{${times(140, () => `a(b:"${'\\'.repeat(200)}")`)}}}`,
    limit: repeats,
  },
  {
    title: '60 times the same field with seven names in its argument',
    query: `{me{${times(60, () => `a(b:{${times(7, (index) => `${name(index)}:1`)}})`)}}}`,
    limit: repeats,
  },
  {
    title: 'two fields with long arguments at the end of fragments that double',
    query: `{me{...f0}} ${times(5, (index) => `fragment f${index} on User{a{...f${index + 1}} a{...f${index + 1}}}`)} fragment f5 on User{${times(2, () => `a(b:"${'x'.repeat(15_000)}")`)}}`,
    limit: repeats,
  },
  { title: 'fields that double on 8 levels', query: `{${doubled(8)}}`, limit: repeats },
  {
    title: 'a list of 10,000 values',
    query: `mutation{login(username:[${times(10_000, () => '1')}],password:""){expiresIn}}`,
    limit: tokens,
  },
];
