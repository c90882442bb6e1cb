import { isIP } from 'node:net';
import type { AuditTrail } from '../../platform/events/trail.js';
import type { EmailDependencies, MailedStores } from '../email-addresses/dependencies.js';
import { linkOf } from '../email-addresses/send-link.js';
import type { BegunSignIn } from '../sessions/begin-session.js';
import { sendSecurityNotice } from '../sessions/security-notice.js';
import { deviceName, deviceOf } from './device.js';
import type { DeviceChanges } from './facts.js';
import type { DeviceStore } from './store.sql.js';

/** The stores of a sign-in, and of its device. */
export interface DeviceStores extends MailedStores {
  readonly devices: DeviceStore;
}

export interface ReportDependencies {
  readonly audit: AuditTrail<DeviceChanges>;
  readonly email: EmailDependencies;
  /** Where the link leads that denies the sign-in. */
  readonly denyLink: string;
}

/** Devices of an account that are remembered: who sends another id each time fills no table. */
const maxDevices = 100;
/** Mails to an account in a day. Who signs in so often cannot fill a mailbox. */
const maxMails = 3;
const day = 86_400_000;

/**
 * Inside the transaction in which a session begins, which holds the account: remembers the device, and reports a new
 * one to the owner with a link that denies the sign-in. Not reported are the first sign-in of an account, mostly its
 * sign-up, and a hand-off in the browser of its page. A known device costs one statement.
 */
export async function reportNewDevice(
  { audit, ...dependencies }: ReportDependencies,
  stores: DeviceStores,
  { user, client, inherited, session }: BegunSignIn,
): Promise<void> {
  const { devices } = stores;
  const device = deviceOf(user.id, client);
  const { id: sessionId, createdAt: now } = session;
  if (!(await devices.recordUse({ ...device, userId: user.id, sessionId, at: now }))) return;
  // An application keeps another id than the page that hands over, in the same browser.
  if (inherited !== undefined && deviceName(inherited.userAgent) === device.name) return;
  const most = user.email !== null && user.emailVerified ? maxMails : 0;
  const notice = await devices.countNotice(user.id, { now, most, window: day });
  if (notice === 'first') return;
  await devices.removeBeyond(user.id, maxDevices);
  const reported = { type: 'login.new_device', userId: user.id, sessionId, client } as const;
  await audit.recordIn(stores, reported);
  if (notice === 'counted')
    await mailOwner(dependencies, stores, { user, client, session }, device.name);
}

async function mailOwner(
  { email, denyLink }: Omit<ReportDependencies, 'audit'>,
  { oneTimeTokens, outbox }: DeviceStores,
  { user, client: { ipAddress }, session }: BegunSignIn,
  device: string | null,
): Promise<void> {
  const lifetime = email.lifetimes['deny-sign-in'];
  // Of the session, so that each mail has a link of its own, and the link says which sign-in it denies.
  const secret = { purpose: 'deny-sign-in', subject: session.id, userId: user.id } as const;
  const sentTo = { email: user.email ?? '', lifetime };
  const { token } = await email.oneTimeTokens.issue(oneTimeTokens, { ...secret, ...sentTo });
  await sendSecurityNotice({ email }, outbox, user, {
    name: 'new-device',
    link: linkOf(denyLink, token),
    validity: lifetime,
    at: session.createdAt,
    device: device ?? '',
    // An embedding application may say anything.
    ipAddress: ipAddress !== null && isIP(ipAddress) !== 0 ? ipAddress : '',
  });
}
