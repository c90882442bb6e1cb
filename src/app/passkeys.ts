import type { PasskeySetting } from '../features/passkeys/dependencies.js';
import { createPasskeySetting, loadWebAuthn, refuseOtherRpId } from '../features/passkeys/load.js';
import { relatedOrigins, relatedOriginsDocument } from '../features/passkeys/options.js';
import { serviceNameOf } from '../platform/mail/queue.js';
import { resolveSecret, type Config } from './config.js';
import type { Core } from './core.js';

/**
 * Whom passkeys are for; and what reads them, if they are on.
 * @throws ConfigError if there are passkeys of another RP ID
 */
export async function openPasskeys({ config, clock, storage }: Core): Promise<PasskeySetting> {
  const { passkeys, passkeyRpId: rpId, passkeyOrigins: origins } = config;
  const relyingParty = { rpId, name: serviceNameOf(config), origins };
  if (passkeys) await refuseOtherRpId(storage, relyingParty);
  const webAuthn = passkeys ? await loadWebAuthn(relyingParty) : undefined;
  return createPasskeySetting({ relyingParty, webAuthn, secret: resolveSecret(config), clock });
}

/**
 * What the operator has to serve, because browsers ask for it on another host than ours; `undefined`: nothing.
 */
export function passkeyAdvice(
  config: Pick<Config, 'passkeys' | 'passkeyRpId' | 'passkeyOrigins' | 'publicUrl'>,
): string | undefined {
  const { passkeys, passkeyRpId: rpId, passkeyOrigins: origins, publicUrl } = config;
  const related = relatedOrigins(rpId, origins);
  if (!passkeys || related.length === 0 || new URL(publicUrl).host === rpId) return undefined;
  const document = JSON.stringify(relatedOriginsDocument(origins));
  return `Passkeys: https://${rpId}/.well-known/webauthn must answer, as application/json, ${document}`;
}
