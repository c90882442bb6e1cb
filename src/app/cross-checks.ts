import { isLoopbackUrl } from '../platform/loopback.js';
import { isPrivateUrl } from '../features/webhooks/address.js';
import { tokenMetadataMaxSize } from '../features/accounts/options.js';
import type { Config, OptionName } from './options.js';

/** A rule over several options. It is only asked when each of them is sound by itself. */
interface CrossCheck {
  readonly between: readonly OptionName[];
  /** The fault, or `false` when all is well. */
  readonly find: (config: Config, isSet: (name: OptionName) => boolean) => string | false;
}

/** What is in a mailed link signs its reader in. */
function httpsLink(name: OptionName, linkOf: (config: Config) => string): CrossCheck {
  return {
    between: ['NODE_ENV', 'PUBLIC_URL', name],
    find(config, isSet) {
      const link = linkOf(config);
      const isOpen = isSet(name) && !link.startsWith('https://') && !isLoopbackUrl(link);
      return (
        config.production &&
        isOpen &&
        `${name} is no https URL, which NODE_ENV=production demands; write one, such as https://app.example.com/#token={token}`
      );
    },
  };
}

/** In the order of what a reader mends first. */
export const crossChecks: readonly CrossCheck[] = [
  {
    between: ['NODE_ENV', 'AUTHGRAPH_SECRET'],
    find: ({ production }, isSet) =>
      production &&
      !isSet('AUTHGRAPH_SECRET') &&
      'AUTHGRAPH_SECRET is not set, and NODE_ENV=production generates none; write the output of: openssl rand -base64 48',
  },
  {
    between: ['NODE_ENV', 'PUBLIC_URL'],
    find: ({ production }, isSet) =>
      production &&
      !isSet('PUBLIC_URL') &&
      'PUBLIC_URL is not set, and NODE_ENV=production guesses none; write where clients reach the service, such as https://auth.example.com',
  },
  {
    between: ['NODE_ENV', 'PUBLIC_URL'],
    find: ({ production, publicUrl }) =>
      production &&
      !publicUrl.startsWith('https://') &&
      !isLoopbackUrl(publicUrl) &&
      'PUBLIC_URL is no https URL, which NODE_ENV=production demands; write one, such as https://auth.example.com',
  },
  {
    between: ['COOKIES', 'CORS_ORIGINS'],
    find: ({ cookies, corsOrigins }) =>
      cookies &&
      corsOrigins.includes('*') &&
      'COOKIES is on, but CORS_ORIGINS is *, which would let every page act for the signed-in user; write the origins of your front ends, such as https://app.example.com',
  },
  {
    between: ['COOKIES', 'PUBLIC_URL'],
    find: ({ cookies, publicUrl }) =>
      cookies &&
      !publicUrl.startsWith('https://') &&
      !isLoopbackUrl(publicUrl) &&
      'COOKIES is on, but PUBLIC_URL is no https URL, and browsers keep the cookie from nowhere else; write one, such as https://auth.example.com',
  },
  httpsLink('MAIL_LINK_VERIFY_EMAIL', ({ mailLinkVerifyEmail }) => mailLinkVerifyEmail),
  httpsLink('MAIL_LINK_RESET_PASSWORD', ({ mailLinkResetPassword }) => mailLinkResetPassword),
  httpsLink('MAIL_LINK_SIGN_IN', ({ mailLinkSignIn }) => mailLinkSignIn),
  httpsLink('MAIL_LINK_INVITATION', ({ mailLinkInvitation }) => mailLinkInvitation),
  {
    between: ['SMTP_URL', 'MAIL_FROM'],
    find: (_config, isSet) =>
      isSet('SMTP_URL') &&
      !isSet('MAIL_FROM') &&
      'SMTP_URL is set, but MAIL_FROM is not, and mail servers take no invented sender; write one, such as Example <no-reply@example.com>',
  },
  {
    between: ['WEBHOOKS', 'WEBHOOK_ALLOW_PRIVATE'],
    find({ webhooks, webhookAllowPrivate }) {
      const open = webhooks.find(({ url }) => !url.startsWith('https:') || isPrivateUrl(url));
      return (
        !webhookAllowPrivate &&
        open !== undefined &&
        `WEBHOOKS lets ${open.name} be told without TLS, or at an address that is not public, but WEBHOOK_ALLOW_PRIVATE is off; write an https URL of a public host, or set WEBHOOK_ALLOW_PRIVATE to on`
      );
    },
  },
  {
    between: ['METRICS', 'METRICS_PORT', 'PORT'],
    find: ({ metrics, metricsPort, port }) =>
      metrics &&
      port !== 0 &&
      metricsPort === port &&
      `METRICS_PORT is ${port}, which is the PORT of the service itself; write another one, such as 9464`,
  },
  {
    between: ['JWT_ALGORITHM', 'JWT_SECRET_KEY'],
    find: ({ jwtAlgorithm }, isSet) =>
      jwtAlgorithm === 'HS256' &&
      !isSet('JWT_SECRET_KEY') &&
      'JWT_ALGORITHM is HS256, but JWT_SECRET_KEY is not set; set it to the output of: openssl rand -base64 48',
  },
  {
    between: ['JWT_ALGORITHM', 'JWT_SECRET_KEY'],
    find: ({ jwtAlgorithm }, isSet) =>
      jwtAlgorithm !== 'HS256' &&
      isSet('JWT_SECRET_KEY') &&
      `JWT_ALGORITHM is ${jwtAlgorithm}, which makes its own keys, but JWT_SECRET_KEY is set; remove one of them`,
  },
  {
    between: ['JWT_ACCESS_TOKEN_EXPIRES', 'JWT_ACCESS_TOKEN_MAX_EXPIRES'],
    find: ({ jwtAccessTokenExpires: usual, jwtAccessTokenMaxExpires: most }) =>
      usual > most &&
      `JWT_ACCESS_TOKEN_EXPIRES (${usual}) is longer than JWT_ACCESS_TOKEN_MAX_EXPIRES (${most}); write at most that, or raise the maximum`,
  },
  {
    between: ['JWT_ACCESS_TOKEN_EXPIRES', 'JWT_REFRESH_TOKEN_EXPIRES'],
    find: ({ jwtAccessTokenExpires: access, jwtRefreshTokenExpires: session }) =>
      access > session &&
      `JWT_ACCESS_TOKEN_EXPIRES (${access}) is longer than JWT_REFRESH_TOKEN_EXPIRES (${session}), the session itself; write at most that, or lengthen the session`,
  },
  {
    between: ['METADATA_IN_TOKENS', 'METADATA_MAX_SIZE'],
    find: ({ metadataInTokens, metadataMaxSize: size }) =>
      metadataInTokens &&
      size > tokenMetadataMaxSize &&
      `METADATA_IN_TOKENS is on, but METADATA_MAX_SIZE (${size}) is more than a token can carry; write at most ${tokenMetadataMaxSize}, or turn METADATA_IN_TOKENS off`,
  },
];
