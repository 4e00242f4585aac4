import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** In development the API, the realtime socket and SIP are those of the server beside it. */
const server = `http://127.0.0.1:${process.env.CARILLON_HTTP_PORT ?? '8080'}`;

export default defineConfig({
  plugins: [react()],
  build: { target: 'es2023', sourcemap: true, chunkSizeWarningLimit: 900 },
  server: { proxy: { '/api': { target: server, ws: true }, '/sip': { target: server, ws: true } } },
});
