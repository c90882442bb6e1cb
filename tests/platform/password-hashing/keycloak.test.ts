import { expect, it } from 'vitest';
import { fromKeycloak } from '../../../src/platform/password-hashing/formats/keycloak.js';
import {
  formatOf,
  passwordHashProblem,
} from '../../../src/platform/password-hashing/formats/index.js';
import { argon2Vectors } from './vectors.js';

/** Two users of exported realms of Keycloak, whose passwords are known: solo-io's workshops and a public example. */
const exported = [
  {
    password: 'password',
    secretData:
      '{"value":"JsfNbCOIdZUbyBJ+BT+VoGI91Ec2rWLOvkLPDaX8e9k=","salt":"P5rtFkGtPfoaryJ6PizUJw==","additionalParameters":{}}',
  },
  {
    password: 'user1',
    secretData:
      '{"value":"9qur72LAICdhFeb2SpkJt2jbOYaxJ44g9T+E7bmJXxI=","salt":"AGHjXoWftkFxnk/dcZRNnA==","additionalParameters":{}}',
  },
].map(({ password, secretData }) => {
  const credentialData =
    '{"hashIterations":27500,"algorithm":"pbkdf2-sha256","additionalParameters":{}}';
  return { password, credential: { type: 'password', secretData, credentialData } };
});

async function verify(encoded: string, password: string): Promise<boolean> {
  return (await formatOf(encoded)?.verify(encoded, password)) ?? false;
}

it.each(exported)('a credential of Keycloak of $password is a PHC string', async (vector) => {
  const { password, credential } = vector;
  const encoded = fromKeycloak(credential) ?? '';
  expect(passwordHashProblem(encoded)).toBeUndefined();
  expect(await verify(encoded, password)).toBe(true);
  expect(await verify(encoded, `${password}x`)).toBe(false);
  // As a text, as a column of CSV has it, and with its parts as objects.
  expect(fromKeycloak(JSON.stringify(credential))).toBe(encoded);
  const parsed = {
    secretData: JSON.parse(credential.secretData) as unknown,
    credentialData: JSON.parse(credential.credentialData) as unknown,
  };
  expect(fromKeycloak(parsed)).toBe(encoded);
});

it('a credential of Keycloak with argon2 is the PHC string of the same costs', () => {
  const { hash } = argon2Vectors[0] ?? { hash: '' };
  const [salt = '', value = ''] = hash.split('$').slice(4);
  const credentialData = {
    hashIterations: 2,
    algorithm: 'argon2',
    additionalParameters: {
      hashLength: ['32'],
      memory: ['65536'],
      type: ['id'],
      version: ['1.3'],
      parallelism: ['1'],
    },
  };
  const credential = { secretData: { value: `${value}=`, salt: `${salt}=` }, credentialData };
  expect(fromKeycloak(credential)).toBe(hash);
});

it.each<[string, string | object]>([
  ['text that is no JSON', '{"secretData"'],
  ['no secret', { credentialData: { hashIterations: 1, algorithm: 'pbkdf2' } }],
  ['an unknown algorithm', withAlgorithm('__proto__')],
  ['an algorithm of its own', withAlgorithm('bcrypt')],
  [
    'iterations that are text',
    { ...withAlgorithm('pbkdf2'), credentialData: '{"hashIterations":"1"}' },
  ],
  ['megabytes', `{"secretData":"${'x'.repeat(1_000_000)}"}`],
])('a credential of Keycloak with %s is refused', (_title, credential) => {
  expect(fromKeycloak(credential)).toBeUndefined();
});

function withAlgorithm(algorithm: string) {
  return {
    secretData: { value: 'AAAA', salt: 'AAAA' },
    credentialData: { hashIterations: 1000, algorithm },
  };
}

it('a text that is no JSON object stays as it is', () => {
  expect(fromKeycloak('$2b$12$x')).toBe('$2b$12$x');
});
