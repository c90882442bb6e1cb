import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../', import.meta.url));
const maxLength = 80;
const calls = /^(test|it|describe|suite)/;

/** The name at the beginning of a call: `describe` of `describe.each(databases)('…', …)`. */
function nameOf(expression: ts.Expression): string {
  if (ts.isCallExpression(expression)) return nameOf(expression.expression);
  if (ts.isPropertyAccessExpression(expression)) return nameOf(expression.expression);
  if (ts.isTaggedTemplateExpression(expression)) return nameOf(expression.tag);
  return ts.isIdentifier(expression) ? expression.text : '';
}

/** A title as it is written, with the placeholders of `each` and of templates. */
function titleOf(argument: ts.Expression | undefined): string | undefined {
  if (argument === undefined) return undefined;
  if (ts.isStringLiteralLike(argument)) return argument.text;
  return ts.isTemplateExpression(argument) ? argument.getText().slice(1, -1) : undefined;
}

function titlesOf(file: string, text: string): string[] {
  const titles: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && calls.test(nameOf(node.expression))) {
      const title = titleOf(node.arguments[0]);
      if (title !== undefined) titles.push(title);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
  return titles;
}

const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.test.ts'),
);

test('titles of tests have at most 80 characters', () => {
  const titles = files.flatMap((file) =>
    titlesOf(file, readFileSync(root + file, 'utf8')).map((title) => ({ file, title })),
  );
  expect(titles.length).toBeGreaterThan(1000);
  expect(titles.filter(({ title }) => title.length > maxLength)).toEqual([]);
});

test('titles are found in plain, nested, parametrised and template calls', () => {
  const text = [
    "describe.each(all)('one', () => { test('two', run); });",
    "test.each`a ${1}`('three', run);",
    'it(`four ${name}`, run);',
  ].join('\n');
  expect(titlesOf('sample.ts', text)).toEqual(['one', 'two', 'three', 'four ${name}']);
});
