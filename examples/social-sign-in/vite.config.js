import { defineConfig } from 'vite';

// CORS_ORIGINS and REDIRECT_URIS of the service name this port: fail rather than take another one.
export default defineConfig({ server: { port: 5175, strictPort: true } });
