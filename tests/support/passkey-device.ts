import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';

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
}

interface CreationOptions {
  readonly challenge: string;
  readonly rp: { readonly id: string };
  readonly user: { readonly id: string };
  readonly excludeCredentials: readonly { readonly id: string }[];
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
}

/** A security key in software, with one ES256 credential, that does what it is told (Web Authentication Level 3, §6). */
export function createAuthenticator(setting: AuthenticatorOptions = {}): Authenticator {
  const { origin: home = 'http://localhost:4000', counts = false } = setting;
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
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
      userHandle = options.user.id;
      const clientData = clientDataOf('webauthn.create', options.challenge, conduct);
      const length = Buffer.alloc(2);
      length.writeUInt16BE(id.length);
      const attested = Buffer.concat([Buffer.alloc(16), length, id, coseOf(publicKey)]);
      const authData = authenticatorData(options.rp.id, conduct, attested);
      const attestationObject = attestationOf(
        authData,
        clientData,
        privateKey,
        conduct.attestation,
      );
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
      const signature = sign('sha256', Buffer.concat([authData, sha256(clientData)]), privateKey);
      const parts = { clientDataJSON: clientData, authenticatorData: authData, signature };
      const handle = conduct.userHandle === undefined ? userHandle : conduct.userHandle;
      return { ...named, response: { ...inBase64url(parts), userHandle: handle } };
    },
  };
}

function sha256(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}

function inBase64url(parts: Record<string, Buffer>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(parts).map(([name, bytes]) => [name, bytes.toString('base64url')]),
  );
}

/** A COSE key (RFC 9053 §7.1): EC2, ES256, P-256. */
function coseOf(publicKey: KeyObject): Buffer {
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const [head, between] = ['a5010203262001215820', '225820'];
  return Buffer.concat([
    Buffer.from(head, 'hex'),
    Buffer.from(x, 'base64url'),
    Buffer.from(between, 'hex'),
    Buffer.from(y, 'base64url'),
  ]);
}

/** CBOR of `{ fmt, attStmt, authData }`; `packed` signs with the key itself (Web Authentication Level 3, §8.2). */
function attestationOf(
  authData: Buffer,
  clientData: Buffer,
  privateKey: KeyObject,
  format: 'none' | 'packed' = 'none',
): Buffer {
  const text = (value: string) =>
    Buffer.concat([Buffer.from([0x60 + value.length]), Buffer.from(value)]);
  const bytes = (value: Buffer) => {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(value.length);
    return Buffer.concat([Buffer.from([0x59]), length, value]);
  };
  const signature = () => sign('sha256', Buffer.concat([authData, sha256(clientData)]), privateKey);
  const statement =
    format === 'none'
      ? Buffer.from([0xa0])
      : Buffer.concat([
          Buffer.from([0xa2]),
          text('alg'),
          Buffer.from([0x26]),
          text('sig'),
          bytes(signature()),
        ]);
  return Buffer.concat([
    Buffer.from([0xa3]),
    text('fmt'),
    text(format),
    text('attStmt'),
    statement,
    text('authData'),
    bytes(authData),
  ]);
}
