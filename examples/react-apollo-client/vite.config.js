import { defineConfig } from 'vite';

// CORS_ORIGINS of the service names this port: fail rather than take another one.
export default defineConfig({ server: { port: 5173, strictPort: true } });
