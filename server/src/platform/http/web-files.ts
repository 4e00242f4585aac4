import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { appError } from '../errors.ts';

/** Built by Vite: file names hold a hash of their content, so they never change. */
const hashed = /[\\/]assets[\\/]/;

function wantsPage(request: FastifyRequest): boolean {
  const path = request.url.split('?')[0]!;
  if (request.method !== 'GET' && request.method !== 'HEAD') return false;
  if (path.startsWith('/api/') || path.startsWith('/assets/') || path === '/sip') return false;
  return (request.headers.accept ?? '').includes('text/html');
}

const notBuilt = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Carillon</title>
<p>The server runs, but the web application is not built yet. Run <code>npm run build --workspace apps/web</code>,
or use <code>npm start</code>, which builds it.</p></html>`;

/**
 * Serves the web application: hashed files for ever, `index.html` fresh each time and for every address of a page, so
 * that a reload deep inside the application works. Anything else unknown is a problem document.
 */
export function addWebFiles(app: FastifyInstance, root: string): void {
  const built = () => existsSync(join(root, 'index.html'));
  const sendPage = (reply: FastifyReply) => {
    reply.header('cache-control', 'no-cache');
    if (built()) return reply.sendFile('index.html', root, { cacheControl: false });
    return reply.status(503).type('text/html; charset=utf-8').send(notBuilt);
  };

  app.register(fastifyStatic, {
    root,
    index: false,
    wildcard: true,
    cacheControl: false,
    suppressWarning: true,
    setHeaders: (reply, path) => {
      const value = hashed.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache';
      reply.header('cache-control', value);
    },
  });
  // The root is a folder to the file server, which refuses folders.
  app.get('/', (_request, reply) => sendPage(reply));
  app.setNotFoundHandler((request, reply) => {
    if (!wantsPage(request)) throw appError('not_found');
    return sendPage(reply);
  });
}
