import { createPrivateKey } from 'node:crypto';
import { z } from 'zod';
import { option, optional, type ConfigOf, type CrossCheck } from '../../platform/config/option.js';
import { onOff, textWhere } from '../../platform/config/schemas.js';
import { readProviderFile } from './provider-file.js';
import { appleSecret, presets, type Provider, type ProviderKind } from './providers.js';

const printable = /^[\x21-\x7e]{1,1024}$/;

function clientId(name: string) {
  return optional({
    schema: textWhere(
      (text) => printable.test(text) && text.length <= 255,
      'is no client id; write it as the provider shows it',
    ),
    defaultText: 'none',
    unit: 'client id',
    description: `The client id at ${name} ([guide](guides/social-sign-in.md)).`,
    bounds: 'at most 255 characters.',
    danger: 'The wrong one: the provider refuses every sign-in.',
  });
}

function clientSecret(name: string) {
  return optional({
    schema: textWhere(
      (text) => printable.test(text),
      'is no client secret; write it as the provider shows it',
    ),
    defaultText: 'none',
    unit: 'client secret',
    description: `The client secret at ${name}.`,
    bounds: 'at most 1,024 characters.',
    danger: 'Who has it can pose as this service at the provider.',
    secret: true as const,
  });
}

function appleId(what: string, pattern: RegExp) {
  return optional({
    schema: textWhere((text) => pattern.test(text), 'has not 10 capital letters and digits'),
    defaultText: 'none',
    unit: 'Apple’s id',
    description: `The id of ${what} at Apple.`,
    bounds: '10 letters and digits.',
    danger: 'The wrong one: Apple refuses every sign-in.',
  });
}

/** A key that Apple takes, in PEM. In one line, `\n` stands for its line breaks. */
const appleKey = z
  .string()
  .transform((text) => text.replaceAll('\\n', '\n'))
  .refine(isAppleKey, 'is no private key of Apple; write the whole text of the .p8 file');

function isAppleKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyDetails?.namedCurve === 'prime256v1';
  } catch {
    return false;
  }
}

export const socialOptions = {
  SOCIAL_GOOGLE_CLIENT_ID: clientId('Google'),
  SOCIAL_GOOGLE_CLIENT_SECRET: clientSecret('Google'),
  SOCIAL_APPLE_CLIENT_ID: clientId('Apple (a Services ID)'),
  SOCIAL_APPLE_TEAM_ID: appleId('the team', /^[A-Z0-9]{10}$/),
  SOCIAL_APPLE_KEY_ID: appleId('the key', /^[A-Z0-9]{10}$/),
  SOCIAL_APPLE_PRIVATE_KEY: optional({
    schema: appleKey,
    defaultText: 'none',
    unit: 'PEM',
    description: 'The private key of Sign in with Apple, of which a client secret is made.',
    bounds: 'the text of the `.p8` file, with line breaks or `\\n`.',
    danger: 'Who has it can pose as this service at Apple.',
    secret: true,
  }),
  SOCIAL_MICROSOFT_CLIENT_ID: clientId('Microsoft'),
  SOCIAL_MICROSOFT_CLIENT_SECRET: clientSecret('Microsoft'),
  SOCIAL_MICROSOFT_TENANT: option({
    schema: textWhere(
      (text) => /^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,253}[A-Za-z0-9])?$/.test(text),
      'is no tenant; write its id or domain, or common, organizations or consumers',
    ),
    default: 'common',
    unit: 'tenant',
    description: 'Whose users can sign in by Microsoft: of one tenant, or of all.',
    bounds: 'an id or a domain; `common` for all, `organizations` or `consumers` for some.',
    danger: '`common` where only your company is meant lets everyone sign up.',
  }),
  SOCIAL_GITHUB_CLIENT_ID: clientId('GitHub'),
  SOCIAL_GITHUB_CLIENT_SECRET: clientSecret('GitHub'),
  SOCIAL_DISCORD_CLIENT_ID: clientId('Discord'),
  SOCIAL_DISCORD_CLIENT_SECRET: clientSecret('Discord'),
  IDENTITY_PROVIDERS: optional({
    schema: textWhere((text) => !text.includes('\0'), 'is no path; write the path of a JSON file'),
    defaultText: 'none',
    unit: 'path of a JSON file',
    description:
      'Any issuers of OpenID Connect: a list of `{ "id", "name", "issuer", "clientId", "clientSecret" }`, with `scopes`, `trustEmail` and `tokenEndpointAuthMethod` as you like.',
    bounds: 'up to 50 in 64 kB.',
    danger: 'With `trustEmail`, who runs the issuer decides whose address someone has.',
  }),
  IDENTITY_PROVIDER_ALLOW_PRIVATE: option({
    schema: onOff,
    default: false,
    defaultText: '`off`',
    unit: '`on` or `off`',
    description: 'Whether issuers may be on private addresses, and on loopback ones without TLS.',
    bounds: '`on` or `off`.',
    danger: 'Who runs an issuer can make this service ask your internal ones.',
  }),
};

type Options = typeof socialOptions;

/** Options that are of use together only. */
const together: readonly (keyof Options)[][] = [
  ['SOCIAL_GOOGLE_CLIENT_ID', 'SOCIAL_GOOGLE_CLIENT_SECRET'],
  [
    'SOCIAL_APPLE_CLIENT_ID',
    'SOCIAL_APPLE_TEAM_ID',
    'SOCIAL_APPLE_KEY_ID',
    'SOCIAL_APPLE_PRIVATE_KEY',
  ],
  ['SOCIAL_MICROSOFT_CLIENT_ID', 'SOCIAL_MICROSOFT_CLIENT_SECRET'],
  ['SOCIAL_GITHUB_CLIENT_ID', 'SOCIAL_GITHUB_CLIENT_SECRET'],
  ['SOCIAL_DISCORD_CLIENT_ID', 'SOCIAL_DISCORD_CLIENT_SECRET'],
];

export const socialChecks: readonly CrossCheck<Options>[] = together.map((names) => ({
  between: names,
  find(_config, isSet) {
    const missing = names.filter((name) => !isSet(name));
    const given = names.find(isSet);
    return (
      given !== undefined &&
      missing.length > 0 &&
      `${given} is set, but ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not; set all of ${names.join(', ')}, or none`
    );
  },
}));

/** The providers that are on, presets first. @throws ConfigError for a faulty IDENTITY_PROVIDERS */
export function configuredProviders(config: ConfigOf<Options>): Provider[] {
  const { identityProviders: path, identityProviderAllowPrivate: allowPrivate } = config;
  const tenant = config.socialMicrosoftTenant;
  const issuer = `https://login.microsoftonline.com/${tenant}/v2.0`;
  const { google, apple, microsoft, github, discord } = presets;
  const found = [
    preset('google', google, config.socialGoogleClientId, config.socialGoogleClientSecret),
    preset('apple', apple, config.socialAppleClientId, appleSecretOf(config)),
    preset(
      'microsoft',
      { ...microsoft, issuer },
      config.socialMicrosoftClientId,
      config.socialMicrosoftClientSecret,
    ),
    preset('github', github, config.socialGithubClientId, config.socialGithubClientSecret),
    preset('discord', discord, config.socialDiscordClientId, config.socialDiscordClientSecret),
  ].filter((provider) => provider !== undefined);
  return path === undefined ? found : [...found, ...readProviderFile(path, allowPrivate)];
}

function preset(
  id: string,
  kind: ProviderKind,
  client: string | undefined,
  secret: string | ((now: number) => string) | undefined,
): Provider | undefined {
  if (client === undefined || secret === undefined) return undefined;
  const made = typeof secret === 'string' ? () => secret : secret;
  return { ...kind, id, clientId: client, clientSecret: made };
}

function appleSecretOf(config: ConfigOf<Options>): ((now: number) => string) | undefined {
  const { socialAppleClientId: client, socialAppleTeamId: teamId } = config;
  const { socialAppleKeyId: keyId, socialApplePrivateKey: privateKey } = config;
  if (client === undefined || teamId === undefined) return undefined;
  if (keyId === undefined || privateKey === undefined) return undefined;
  return (now) => appleSecret({ clientId: client, teamId, keyId, privateKey }, now);
}

/** The address to register with a provider. */
export function callbackUrl(publicUrl: string, id: string): string {
  return `${publicUrl}${callbackPath(id)}`;
}

export function callbackPath(id: string): string {
  return `/callback/${id}`;
}
