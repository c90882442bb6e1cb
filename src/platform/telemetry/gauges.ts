import { Gauge, type Registry } from 'prom-client';
import type { Core } from '../../app/core.js';
import type { KeyRing } from '../../features/signing-keys/key-ring.js';

/** What is looked up when Prometheus asks, and costs nothing in between. */
export function addGauges(registry: Registry, core: Core, keyRing: KeyRing): void {
  addHashGauge(registry, core);
  addConnectionGauge(registry, core);
  addKeyGauge(registry, core, keyRing);
}

function addHashGauge(registry: Registry, { hasher }: Core): void {
  new Gauge({
    name: 'authgraph_password_hashes',
    help: 'Passwords that are being hashed (running) or wait for their turn (waiting).',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      const { running, waiting } = hasher.load();
      this.set({ state: 'running' }, running);
      this.set({ state: 'waiting' }, waiting);
    },
  });
}

function addConnectionGauge(registry: Registry, { storage }: Core): void {
  if (storage.connections() === undefined) return;
  new Gauge({
    name: 'authgraph_database_connections',
    help: 'Connections of this process to the database (busy, idle), and callers that wait for one.',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      const { busy = 0, idle = 0, waiting = 0 } = storage.connections() ?? {};
      this.set({ state: 'busy' }, busy);
      this.set({ state: 'idle' }, idle);
      this.set({ state: 'waiting' }, waiting);
    },
  });
}

function addKeyGauge(registry: Registry, { clock }: Core, keyRing: KeyRing): void {
  if (keyRing.signingKeyCreatedAt() === null) return;
  new Gauge({
    name: 'authgraph_signing_key_age_seconds',
    help: 'How old the key is that signs new tokens; "authgraph keys rotate" makes the next one.',
    registers: [registry],
    collect() {
      const createdAt = keyRing.signingKeyCreatedAt();
      if (createdAt !== null) this.set((clock.now() - createdAt) / 1000);
    },
  });
}
