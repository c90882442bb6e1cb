import tseslint from 'typescript-eslint';

export default tseslint.config(
  {
    ignores: [
      'dist/',
      '.tmp/',
      'src/generated/',
      'web/generated/',
      'coverage/',
      '**/node_modules/',
      '**/build*/',
      '**/.next/',
    ],
  },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'max-lines': ['error', { max: 220, skipBlankLines: true, skipComments: true }],
      'no-console': 'error',
      eqeqeq: 'error',
      // Objects are made by factories, and their methods use no `this`: taking one out is safe.
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    // A describe block is a list of sentences, not a function to be kept short.
    files: ['tests/**'],
    rules: { 'max-lines-per-function': 'off', 'max-lines': 'off' },
  },
  {
    // What runs on its own tells its reader by the console.
    files: ['examples/**'],
    rules: { 'no-console': 'off' },
  },
  {
    // Plain JavaScript of the tool chain: not part of the typed program.
    files: ['**/*.js'],
    extends: [tseslint.configs.disableTypeChecked],
    rules: { 'no-console': 'off' },
  },
);
