import ts from 'typescript';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeGuideApp, type GuideApp } from '../support/client-guide.js';

let app: GuideApp;
beforeAll(async () => {
  app = await writeGuideApp();
});
afterAll(() => app.remove());

function problemsOf(files: readonly string[]): string[] {
  const program = ts.createProgram(files, {
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    jsx: ts.JsxEmit.ReactJSX,
    types: [],
    noEmit: true,
    skipLibCheck: true,
  });
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

test('all code in the client guide compiles in a project with browser types', () => {
  expect(app.files.length).toBeGreaterThan(6);
  expect(problemsOf(app.files)).toEqual([]);
});
