import type { CodegenConfig } from '@graphql-codegen/cli';

/** Operations as texts that know their types. */
const typedTexts = {
  scalars: { DateTime: 'string', ID: 'string', JSON: 'unknown' },
  onlyOperationTypes: true,
  enumsAsTypes: true,
  skipTypename: true,
  immutableTypes: true,
  strictScalars: true,
  defaultScalarType: 'unknown',
  avoidOptionals: { field: true, inputValue: false },
};

/** Folders of web/ that have operations of their own. */
const pages = ['sign-in', 'ui', 'account', 'admin'];

const config: CodegenConfig = {
  schema: 'schema/*.graphql',
  generates: {
    'src/generated/resolver-types.ts': {
      plugins: ['typescript', 'typescript-resolvers'],
      config: {
        contextType: '../features/sessions/context.js#GraphQLContext',
        mappers: {
          User: '../features/accounts/user.js#UserModel',
          ManagedUser: '../features/administration/service.js#ManagedUserModel',
          Impersonation: '../features/administration/service.js#ImpersonationModel',
          AuditEvent: '../features/administration/service.js#AuditEventModel',
          Session: '../features/sessions/session.js#SessionModel',
          TwoStepChange: '../features/two-step/service.js#TwoStepChangeModel',
          MfaChallenge: '../features/sign-in/sign-in.js#MfaChallenge as MfaChallengeModel',
          Passkey: '../features/passkeys/store.js#Passkey as PasskeyModel',
          PasskeyCeremony: '../features/sessions/second-factor.js#PasskeyCeremony as CeremonyModel',
          AccountRecovery:
            '../features/account-recovery/recoveries.sql.js#AccountRecovery as AccountRecoveryModel',
          Identity: '../features/social/store.js#Identity as IdentityModel',
          SignUp: '../features/passkeys/service.js#SignUpModel',
          TokenPair: '../features/sessions/refresh-token.js#TokenPair as TokenPairModel',
        },
        scalars: {
          DateTime: { input: 'Date', output: 'Date' },
          JSON: { input: 'unknown', output: '../platform/json.js#JsonValue' },
          ID: { input: 'string', output: 'string' },
        },
        useTypeImports: true,
        enumsAsTypes: true,
        strictScalars: true,
        defaultScalarType: 'unknown',
        avoidOptionals: { field: true, inputValue: false },
        makeResolverTypeCallable: true,
      },
    },
    'schema/client-documents.json': {
      documents: 'src/client/operations.graphql',
      plugins: ['./scripts/operation-manifest.js'],
      config: { withFormer: true },
    },
    'src/generated/client-operations.ts': {
      documents: 'src/client/operations.graphql',
      plugins: ['typescript', 'typescript-operations', './scripts/operation-strings.js'],
      config: typedTexts,
    },
    'schema/page-documents.json': {
      documents: 'web/*/operations.graphql',
      plugins: ['./scripts/operation-manifest.js'],
    },
    ...Object.fromEntries(
      pages.map((page) => [
        `web/generated/${page}.ts`,
        {
          documents: `web/${page}/operations.graphql`,
          plugins: ['typescript', 'typescript-operations', './scripts/operation-strings.js'],
          config: typedTexts,
        },
      ]),
    ),
  },
};

export default config;
