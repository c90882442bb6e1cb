import { option, optional, type CrossCheck } from '../../platform/config/option.js';
import { oneOf } from '../../platform/config/schemas.js';
import { strongSecret } from '../../platform/config/secret-strength.js';
import { algorithms } from '../../jwt/keys.js';

export const signingKeyOptions = {
  JWT_SECRET_KEY: optional({
    schema: strongSecret,
    defaultText: 'not set',
    unit: 'text',
    description: 'The secret of HS256. Unset, a key pair signs.',
    bounds: 'at least 32 bytes (RFC 7518 §3.2), with an estimated strength of 88 bits.',
    danger: 'It makes any token. A change ends every session.',
    secret: true,
  }),
  JWT_ALGORITHM: option({
    schema: oneOf(algorithms),
    default: ({ jwtSecretKey }) => (jwtSecretKey === undefined ? 'ES256' : 'HS256'),
    defaultText: '`ES256`; with JWT_SECRET_KEY `HS256`',
    unit: 'algorithm (RFC 7518 §3.1)',
    description: 'How new tokens are signed.',
    bounds: `${algorithms.map((name) => `\`${name}\``).join(', ')}; \`HS256\` exactly when JWT_SECRET_KEY is set.`,
    danger: 'RS256 and PS256 take seven times as long to sign.',
  }),
};

export const signingKeyChecks: readonly CrossCheck<typeof signingKeyOptions>[] = [
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
];
