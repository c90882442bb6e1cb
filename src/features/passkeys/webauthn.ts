import type * as Library from '@simplewebauthn/server';
import type * as Helpers from '@simplewebauthn/server/helpers';
import { z } from 'zod';

/** What checks signatures. To load it takes half a second of CPU. */
export interface WebAuthnLibrary {
  readonly verifyRegistrationResponse: typeof Library.verifyRegistrationResponse;
  readonly verifyAuthenticationResponse: typeof Library.verifyAuthenticationResponse;
  readonly decodeAttestationObject: typeof Helpers.decodeAttestationObject;
  readonly decodeCredentialPublicKey: typeof Helpers.decodeCredentialPublicKey;
}

/** Whom passkeys are for. */
export interface RelyingParty {
  readonly rpId: string;
  /** What devices show. */
  readonly name: string;
  /** Exact origins. */
  readonly origins: readonly string[];
}

/** The best first: EdDSA by Ed25519 (RFC 9053 §2.2), ES256, and RS256 of older Windows. */
export const algorithms = [-8, -7, -257] as const;

/** A credential that was just made. */
export interface NewCredential {
  readonly credentialId: string;
  readonly publicKey: string;
  readonly counter: number;
  readonly backupEligible: boolean;
  readonly backedUp: boolean;
  readonly transports: readonly string[];
  readonly aaguid: string | null;
}

/** What a signature has proved. */
export interface Assertion {
  readonly counter: number;
  readonly backupEligible: boolean;
  readonly backedUp: boolean;
}

/** A response, as far as it can be read before a signature is looked at. */
export interface ReadAssertion {
  readonly credentialId: string;
  /** The account as the device has it, in base64url; a device need not say it where it was asked for by name. */
  readonly userHandle: string | undefined;
}

/** Looks at what devices have answered. `undefined`: it is not what was asked for. */
export interface WebAuthn {
  readCredential(response: unknown, challenge: string): Promise<NewCredential | undefined>;
  /** Reads who says it. */
  readAssertion(response: unknown): ReadAssertion | undefined;
  verifyAssertion(
    response: unknown,
    expected: { challenge: string; publicKey: string },
  ): Promise<Assertion | undefined>;
  /** The algorithm of a stored key, one of `algorithms`. */
  algorithmOf(publicKey: string): number | undefined;
}

const base64url = z.string().regex(/^[A-Za-z0-9_-]+$/);
/** 1,023 bytes (Web Authentication Level 3, §4). */
const credentialId = base64url.max(1364);

/** A COSE key: of RSA with 8,192 bits, at most. */
const publicKeySchema = base64url.max(1600);

const clientDataSchema = z.object({
  crossOrigin: z.literal(false).optional(),
  topOrigin: z.undefined().optional(),
});

const registrationSchema = z.object({
  id: credentialId,
  rawId: credentialId,
  type: z.literal('public-key'),
  response: z.object({
    clientDataJSON: base64url,
    attestationObject: base64url,
    transports: z
      .array(z.string().regex(/^[a-z-]{1,32}$/))
      .max(8)
      .optional()
      .catch(undefined),
  }),
});

const assertionSchema = z.object({
  id: credentialId,
  rawId: credentialId,
  type: z.literal('public-key'),
  response: z.object({
    clientDataJSON: base64url,
    authenticatorData: base64url,
    signature: base64url,
    userHandle: base64url.max(86).nullish(),
  }),
});

const noAaguid = '00000000-0000-0000-0000-000000000000';

export function createWebAuthn(
  library: WebAuthnLibrary,
  { rpId, origins }: RelyingParty,
): WebAuthn {
  const expected = {
    expectedRPID: rpId,
    expectedOrigin: [...origins],
    requireUserVerification: true,
  };
  return {
    readCredential: (response, challenge) =>
      unlessRefused(() => readCredential(library, expected, response, challenge)),
    readAssertion(response) {
      const { success, data } = assertionSchema.safeParse(response);
      if (!success) return undefined;
      return { credentialId: data.id, userHandle: data.response.userHandle ?? undefined };
    },
    verifyAssertion: (response, by) =>
      unlessRefused(() => verifyAssertion(library, expected, response, by)),
    algorithmOf(publicKey) {
      // COSE keys have it as 3 (RFC 9052 §7.1).
      return library.decodeCredentialPublicKey(bytesOf(publicKey)).get(3);
    },
  };
}

interface Expected {
  readonly expectedRPID: string;
  readonly expectedOrigin: string[];
  readonly requireUserVerification: boolean;
}

async function readCredential(
  library: WebAuthnLibrary,
  expected: Expected,
  given: unknown,
  expectedChallenge: string,
): Promise<NewCredential | undefined> {
  const { response, ...named } = registrationSchema.parse(given);
  refuseFrames(response.clientDataJSON);
  const attestationObject = withoutStatement(library, response.attestationObject);
  const { clientDataJSON, transports = [] } = response;
  const { registrationInfo: made } = await library.verifyRegistrationResponse({
    ...expected,
    expectedChallenge,
    supportedAlgorithmIDs: [...algorithms],
    response: {
      ...named,
      response: { clientDataJSON, attestationObject },
      clientExtensionResults: {},
    },
  });
  if (made === undefined) return undefined;
  const { id, publicKey, counter } = made.credential;
  return {
    credentialId: credentialId.parse(id),
    publicKey: publicKeySchema.parse(Buffer.from(publicKey).toString('base64url')),
    counter,
    backupEligible: made.credentialDeviceType === 'multiDevice',
    backedUp: made.credentialBackedUp,
    transports,
    aaguid: made.aaguid === noAaguid ? null : made.aaguid,
  };
}

async function verifyAssertion(
  library: WebAuthnLibrary,
  expected: Expected,
  given: unknown,
  { challenge: expectedChallenge, publicKey }: { challenge: string; publicKey: string },
): Promise<Assertion | undefined> {
  const { response, ...named } = assertionSchema.parse(given);
  refuseFrames(response.clientDataJSON);
  const { clientDataJSON, authenticatorData, signature } = response;
  const { verified, authenticationInfo: info } = await library.verifyAuthenticationResponse({
    ...expected,
    expectedChallenge,
    response: {
      ...named,
      response: { clientDataJSON, authenticatorData, signature },
      clientExtensionResults: {},
    },
    credential: {
      id: named.id,
      publicKey: bytesOf(publicKey),
      // The count is compared where it is stored, in one statement.
      counter: 0,
    },
  });
  if (!verified) return undefined;
  return {
    counter: info.newCounter,
    backupEligible: info.credentialDeviceType === 'multiDevice',
    backedUp: info.credentialBackedUp,
  };
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(text, 'base64url'));
}

/** The library throws for each way in which a response is wrong; all of them are one answer. */
async function unlessRefused<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch {
    return undefined;
  }
}

/** A page in a frame of another origin asks in the name of someone else. @throws Error */
function refuseFrames(clientDataJSON: string): void {
  clientDataSchema.parse(JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString()));
}

/** CBOR of a map with `fmt: 'none'`, an empty `attStmt`, and `authData` of two bytes for its length. */
const noStatement = Buffer.concat([
  Buffer.from([0xa3, 0x63]),
  Buffer.from('fmt'),
  Buffer.from([0x64]),
  Buffer.from('none'),
  Buffer.from([0x67]),
  Buffer.from('attStmt'),
  Buffer.from([0xa0, 0x68]),
  Buffer.from('authData'),
  Buffer.from([0x59]),
]);

/**
 * The same without its attestation. None is asked for, so none is looked at: the library would fetch the lists of
 * revoked certificates that a stranger names.
 */
function withoutStatement({ decodeAttestationObject }: WebAuthnLibrary, text: string): string {
  const decoded = decodeAttestationObject(bytesOf(text));
  const authData = decoded.get('authData');
  const length = Buffer.alloc(2);
  length.writeUInt16BE(authData.length);
  return Buffer.concat([noStatement, length, authData]).toString('base64url');
}
