import { defineConfig } from 'vite';

// CORS_ORIGINS and PASSKEY_ORIGINS of the service name this port: fail rather than take another one.
export default defineConfig({ server: { port: 5174, strictPort: true } });
