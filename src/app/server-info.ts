import type { Config } from './config.js';
import type { FactorMethod, ServerInfo } from '../generated/resolver-types.js';
import { ruleFor, type Feature } from '../platform/feature.js';
import {
  documentMaxima,
  headerMaxima,
  requestMaxima,
  type InputMaxima,
} from '../platform/maxima.js';
import type { Captcha } from '../features/captcha/captcha.js';
import { usernameMaxLength } from '../features/accounts/identifiers.js';
import { metadataMaxDepth } from '../features/accounts/metadata.js';
import { displayNameMaxLength } from '../features/profile/service.js';

/**
 * What anyone may know of the configuration, for `Query.serverInfo`. No version (OWASP ASVS 5.0 §13.4.6),
 * and no limits of attempts: they would tell an attacker how slow is slow enough.
 */
export function describeServer(
  config: Config,
  {
    mailIsOn,
    refusesBreached,
    hasProviders,
    captcha,
    secondFactors,
    maxima,
  }: {
    mailIsOn: boolean;
    refusesBreached: boolean;
    hasProviders: boolean;
    captcha: Captcha['challenge'];
    secondFactors: FactorMethod[];
    maxima: InputMaxima;
  },
): ServerInfo {
  const { passwordMinLength: minLength, passwordMaxLength: maxLength } = config;
  return {
    issuer: config.jwtIssuer,
    signInMethods: [
      'PASSWORD',
      ...(mailIsOn ? (['EMAIL_LINK', 'EMAIL_CODE'] as const) : []),
      ...(config.passkeys ? (['PASSKEY'] as const) : []),
      ...(hasProviders ? (['SOCIAL'] as const) : []),
    ],
    secondFactors,
    usernames: usernameRuleOf[config.usernames],
    cookieMode: config.cookies,
    password: { minLength, maxLength, refusesBreached },
    captcha: captcha ? { ...captcha, uses: captcha.uses.map((use) => captchaUseOf[use]) } : null,
    lifetimes: {
      accessToken: config.jwtAccessTokenExpires,
      accessTokenMax: config.jwtAccessTokenMaxExpires,
      session: config.jwtRefreshTokenExpires,
      refreshRetry: config.refreshRetry,
      fresh: config.freshMaxAge,
      usernameHold: config.usernameHold,
      impersonation: config.impersonationExpires,
    },
    limits: limitsOf(config, maxima),
  };
}

const captchaUseOf = { 'sign-up': 'SIGN_UP', 'after-failures': 'AFTER_FAILURES' } as const;
const usernameRuleOf = { off: 'OFF', optional: 'OPTIONAL', required: 'REQUIRED' } as const;

function limitsOf(config: Config, maxima: InputMaxima): ServerInfo['limits'] {
  const { metadataMaxSize, limitDocumentTokens, subgraph } = config;
  const { length: documentMaxLength, lines: documentMaxLines } =
    documentMaxima(limitDocumentTokens);
  const inputs = Object.entries(maxima)
    .filter(([coordinate]) => subgraph || !coordinate.startsWith('Query._'))
    .map(([coordinate, { most: maximum, unit, item }]) => ({
      ...{ coordinate, maximum, unit },
      ...{ itemMaximum: item?.most ?? null, itemUnit: item?.unit ?? null },
    }));
  return {
    ...{ usernameMaxLength, displayNameMaxLength, metadataMaxSize, metadataMaxDepth },
    ...{ documentMaxLength, documentMaxLines, inputs },
    nameMaxLength: requestMaxima.name,
    textMaxLength: requestMaxima.text,
    extensionsMaxLength: requestMaxima.extensions,
    headers: Object.entries(headerMaxima).map(([name, maximum]) => ({ name, maximum })),
  };
}

/** What a form has to know of the service, before anyone is signed in. */
export const serverInfo: Feature<{ readonly serverInfo: ServerInfo }> = {
  resolvers: ({ serverInfo: info }) => ({ Query: { serverInfo: () => info } }),
  permissions: ({ allow }) => ({
    Query: { serverInfo: allow },
    ServerInfo: {
      ...ruleFor(allow, 'issuer', 'signInMethods', 'usernames', 'cookieMode', 'password'),
      captcha: allow,
      secondFactors: allow,
      lifetimes: allow,
      limits: allow,
    },
    PasswordRules: ruleFor(allow, 'minLength', 'maxLength', 'refusesBreached'),
    CaptchaInfo: ruleFor(allow, 'provider', 'siteKey', 'uses'),
    Lifetimes: {
      ...ruleFor(allow, 'accessToken', 'accessTokenMax', 'session', 'refreshRetry', 'fresh'),
      ...ruleFor(allow, 'usernameHold', 'impersonation'),
    },
    InputLimit: ruleFor(allow, 'coordinate', 'maximum', 'unit', 'itemMaximum', 'itemUnit'),
    HeaderLimit: ruleFor(allow, 'name', 'maximum'),
    InputLimits: {
      ...ruleFor(allow, 'usernameMaxLength', 'displayNameMaxLength', 'metadataMaxSize'),
      ...ruleFor(allow, 'metadataMaxDepth', 'documentMaxLength', 'documentMaxLines'),
      ...ruleFor(allow, 'nameMaxLength', 'textMaxLength', 'extensionsMaxLength'),
      ...ruleFor(allow, 'inputs', 'headers'),
    },
  }),
};
