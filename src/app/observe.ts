import type { KeyRing } from '../features/signing-keys/key-ring.js';
import type { EventStreams } from '../platform/http/event-stream.js';
import type { GaugeSource } from '../platform/telemetry/metrics.js';
import type { Telemetry } from '../platform/telemetry/telemetry.js';
import type { Core } from './core.js';
import type { Services } from './features.js';

/** The core with spans about its stores and its hasher, and its gauges among the metrics, as far as they are on. */
export function observeCore(core: Core, keyRing: KeyRing, telemetry: Telemetry): Core {
  telemetry.addGauges(() => gaugesOf(core, keyRing));
  return {
    ...core,
    storage: telemetry.tracedStorage(core.storage),
    hasher: telemetry.traced('passwords', core.hasher, ['load']),
  };
}

/** Sign-ins and the like have spans and are counted by their outcome; sessions have spans. */
export function observeServices<Observed extends Pick<Services, 'accounts' | 'sessions'>>(
  services: Observed,
  telemetry: Telemetry,
): Observed {
  const { accounts, sessions } = services;
  return {
    ...services,
    accounts: telemetry.traced('accounts', telemetry.counted(accounts)),
    sessions: telemetry.traced('sessions', sessions),
  };
}

function gaugesOf({ clock, hasher, storage }: Core, keyRing: KeyRing): GaugeSource[] {
  const hashes: GaugeSource = {
    name: 'authgraph_password_hashes',
    help: 'Passwords that are being hashed (running) or wait for their turn (waiting).',
    read() {
      const { running, waiting } = hasher.load();
      return { running, waiting };
    },
  };
  const connections: GaugeSource = {
    name: 'authgraph_database_connections',
    help: 'Connections of this process to the database (busy, idle), and callers that wait for one.',
    read() {
      const { busy = 0, idle = 0, waiting = 0 } = storage.connections() ?? {};
      return { busy, idle, waiting };
    },
  };
  const keyAge: GaugeSource = {
    name: 'authgraph_signing_key_age_seconds',
    help: 'How old the key is that signs new tokens; "authgraph keys rotate" makes the next one.',
    read() {
      const createdAt = keyRing.signingKeyCreatedAt();
      return createdAt === null ? undefined : (clock.now() - createdAt) / 1000;
    },
  };
  return [
    hashes,
    ...(storage.connections() === undefined ? [] : [connections]),
    ...(keyRing.signingKeyCreatedAt() === null ? [] : [keyAge]),
  ];
}

export function openStreams({ open }: EventStreams): GaugeSource {
  return {
    name: 'authgraph_event_streams',
    help: 'Streams of events that clients and services have open.',
    read: open,
  };
}
