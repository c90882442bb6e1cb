import {
  createHash,
  generateKeyPairSync,
  randomBytes,
  sign,
  type KeyObject,
  type KeyPairKeyObjectResult,
} from 'node:crypto';

/** What a software authenticator does otherwise than a good one. */
export interface Conduct {
  /** The page that asks. */
  readonly origin?: string;
  readonly rpId?: string;
  readonly crossOrigin?: boolean;
  readonly topOrigin?: string;
  readonly userPresent?: boolean;
  readonly userVerified?: boolean;
  readonly backupEligible?: boolean;
  readonly backedUp?: boolean;
  /** Instead of the next one. */
  readonly counter?: number;
  /** Instead of that of the options. */
  readonly challenge?: string;
  readonly type?: string;
  /** In base64url; `null` for none. */
  readonly userHandle?: string | null;
  readonly attestation?: 'none' | 'packed';
  /** Signs something else. */
  readonly forged?: boolean;
}

interface CreationOptions {
  readonly challenge: string;
  readonly rp: { readonly id: string };
  readonly user: { readonly id: string };
  readonly excludeCredentials: readonly { readonly id: string }[];
  readonly pubKeyCredParams?: readonly { readonly alg: number }[];
}

interface RequestOptions {
  readonly challenge: string;
  readonly rpId: string;
  readonly allowCredentials: readonly { readonly id: string }[];
}

export interface Authenticator {
  readonly credentialId: string;
  /** Makes the credential, as `navigator.credentials.create` would: a `RegistrationResponseJSON`. */
  create(options: unknown, conduct?: Conduct): object;
  /** Signs, as `navigator.credentials.get` would: an `AuthenticationResponseJSON`. */
  get(options: unknown, conduct?: Conduct): object;
}

export interface AuthenticatorOptions {
  /** Default: that of the page. */
  readonly rpId?: string;
  readonly origin?: string;
  /** Whether it counts its uses. Default: it does not, as passkeys on several devices. */
  readonly counts?: boolean;
  /** Default: it is on several devices. */
  readonly backupEligible?: boolean;
  /** Default: ES256. */
  readonly algorithm?: Algorithm;
}

/** Signatures by their COSE identifiers (RFC 9053 §2, RFC 8812 §2). */
export const algorithmIds = { ES256: -7, EdDSA: -8, RS256: -257 } as const;
export type Algorithm = keyof typeof algorithmIds;

/** A security key in software, with one credential, that does what it is told (Web Authentication Level 3, §6). */
export function createAuthenticator(setting: AuthenticatorOptions = {}): Authenticator {
  const { origin: home = 'http://localhost:4000', counts = false, algorithm = 'ES256' } = setting;
  const { privateKey, publicKey } = keyPairs[algorithm]();
  const id = randomBytes(32);
  const credentialId = id.toString('base64url');
  let userHandle: string | undefined;
  let uses = 0;

  function clientDataOf(type: string, challenge: string, conduct: Conduct): Buffer {
    const { origin = home, crossOrigin = false, topOrigin } = conduct;
    const data = { type: conduct.type ?? type, challenge: conduct.challenge ?? challenge, origin };
    const framed = { crossOrigin, ...(topOrigin === undefined ? {} : { topOrigin }) };
    return Buffer.from(JSON.stringify({ ...data, ...framed }));
  }

  function authenticatorData(rpId: string, conduct: Conduct, attested = Buffer.alloc(0)): Buffer {
    if (counts) uses += 1;
    const {
      userPresent = true,
      userVerified = true,
      backupEligible = setting.backupEligible ?? true,
    } = conduct;
    const { backedUp = backupEligible } = conduct;
    const flags = [
      userPresent,
      false,
      userVerified,
      backupEligible,
      backedUp,
      false,
      attested.length > 0,
    ];
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(conduct.counter ?? uses);
    return Buffer.concat([
      createHash('sha256')
        .update(conduct.rpId ?? setting.rpId ?? rpId)
        .digest(),
      Buffer.from([flags.reduce((sum, flag, bit) => sum + (flag ? 2 ** bit : 0), 0)]),
      counter,
      attested,
    ]);
  }

  const named = { id: credentialId, rawId: credentialId, type: 'public-key' };
  return {
    credentialId,
    create(given, conduct = {}) {
      const options = given as CreationOptions;
      if (options.excludeCredentials.some((known) => known.id === credentialId)) {
        throw new Error('InvalidStateError');
      }
      const { pubKeyCredParams: wanted = [{ alg: algorithmIds[algorithm] }] } = options;
      if (!wanted.some(({ alg }) => alg === algorithmIds[algorithm])) {
        throw new Error('NotSupportedError');
      }
      userHandle = options.user.id;
      const clientData = clientDataOf('webauthn.create', options.challenge, conduct);
      const length = Buffer.alloc(2);
      length.writeUInt16BE(id.length);
      const attested = Buffer.concat([
        Buffer.alloc(16),
        length,
        id,
        coseKeys[algorithm](publicKey),
      ]);
      const authData = authenticatorData(options.rp.id, conduct, attested);
      const signature = signedBy(privateKey, authData, clientData);
      const attestation = { ...conduct, algorithm, signature };
      const attestationObject = attestationOf(authData, attestation);
      const response = { clientDataJSON: clientData, attestationObject };
      return {
        ...named,
        response: { ...inBase64url(response), transports: ['internal', 'hybrid'] },
      };
    },
    get(given, conduct = {}) {
      const options = given as RequestOptions;
      const clientData = clientDataOf('webauthn.get', options.challenge, conduct);
      const authData = authenticatorData(options.rpId, conduct);
      const signed = conduct.forged === true ? sha256(authData) : authData;
      const signature = signedBy(privateKey, signed, clientData);
      const parts = { clientDataJSON: clientData, authenticatorData: authData, signature };
      const handle = conduct.userHandle === undefined ? userHandle : conduct.userHandle;
      return { ...named, response: { ...inBase64url(parts), userHandle: handle } };
    },
  };
}

const keyPairs: Record<Algorithm, () => KeyPairKeyObjectResult> = {
  ES256: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  EdDSA: () => generateKeyPairSync('ed25519'),
  RS256: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
};

/** Ed25519 hashes by itself. */
function signedBy(key: KeyObject, authData: Buffer, clientData: Buffer): Buffer {
  const digest = key.asymmetricKeyType === 'ed25519' ? null : 'sha256';
  return sign(digest, Buffer.concat([authData, sha256(clientData)]), key);
}

function sha256(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}

function inBase64url(parts: Record<string, Buffer>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(parts).map(([name, bytes]) => [name, bytes.toString('base64url')]),
  );
}

/** COSE keys of EC2 and OKP (RFC 9053 §7), and of RSA (RFC 8230 §4), as CBOR whose lengths are known. */
const coseKeys: Record<Algorithm, (publicKey: KeyObject) => Buffer> = {
  ES256: (key) => coseOf(key, ['a5010203262001215820', 'x'], ['225820', 'y']),
  EdDSA: (key) => coseOf(key, ['a4010103272006215820', 'x']),
  RS256: (key) => coseOf(key, ['a401030339010020590100', 'n'], ['2143', 'e']),
};

function coseOf(
  publicKey: KeyObject,
  ...parts: [head: string, name: 'x' | 'y' | 'n' | 'e'][]
): Buffer {
  const jwk = publicKey.export({ format: 'jwk' });
  return Buffer.concat(
    parts.flatMap(([head, name]) => [
      Buffer.from(head, 'hex'),
      Buffer.from(jwk[name] ?? '', 'base64url'),
    ]),
  );
}

/** CBOR of `{ fmt, attStmt, authData }`; `packed` signs with the key itself (Web Authentication Level 3, §8.2). */
function attestationOf(
  authData: Buffer,
  statement: { attestation?: 'none' | 'packed'; algorithm: Algorithm; signature: Buffer },
): Buffer {
  const { attestation: format = 'none', algorithm, signature } = statement;
  const text = (value: string) =>
    Buffer.concat([Buffer.from([0x60 + value.length]), Buffer.from(value)]);
  const bytes = (value: Buffer) => {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(value.length);
    return Buffer.concat([Buffer.from([0x59]), length, value]);
  };
  const packed = [Buffer.from([0xa2]), text('alg'), cborOf(algorithmIds[algorithm])];
  const attStmt =
    format === 'none'
      ? Buffer.from([0xa0])
      : Buffer.concat([...packed, text('sig'), bytes(signature)]);
  return Buffer.concat([
    Buffer.from([0xa3]),
    text('fmt'),
    text(format),
    text('attStmt'),
    attStmt,
    text('authData'),
    bytes(authData),
  ]);
}

/** CBOR of a negative number (RFC 8949 §3.1, major type 1). */
function cborOf(negative: number): Buffer {
  const value = -1 - negative;
  return value < 24 ? Buffer.from([0x20 + value]) : Buffer.from([0x39, value >> 8, value & 0xff]);
}

/** What other devices, pages and people send. */
export const wrongAnswers: readonly [who: string, conduct: Conduct][] = [
  ['a page of another origin', { origin: 'https://evil.example' }],
  ['a page of another port', { origin: 'http://localhost:4001' }],
  ['another RP ID', { rpId: 'evil.example' }],
  ['a frame of another origin', { crossOrigin: true }],
  ['a frame that names its top', { topOrigin: 'https://evil.example' }],
  ['a device that has not verified its user', { userVerified: false }],
  ['a device that nobody has touched', { userPresent: false }],
  ['a challenge of its own', { challenge: 'bm90IG91cnM' }],
  ['another type of ceremony', { type: 'payment.get' }],
  ['a backup of what has none', { backupEligible: false, backedUp: true }],
];
