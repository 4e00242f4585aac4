import type { Operation } from '@carillon/api';
import { fastify, type FastifyInstance } from 'fastify';
import { openApiDocument } from './openapi.ts';
import { apiPagePolicy } from './security-headers.ts';

/** The viewer is 5 MB of JavaScript: it is loaded when somebody first opens the page. It needs no internet. */
async function createViewer(document: () => object): Promise<FastifyInstance> {
  const { default: apiReference } = await import('@scalar/fastify-api-reference');
  const viewer = fastify();
  await viewer.register(apiReference, {
    routePrefix: '/api/docs',
    configuration: {
      content: document(),
      withDefaultFonts: false,
      telemetry: false,
      hideClientButton: true,
      agent: { disabled: true },
      mcp: { disabled: true },
    },
  });
  return viewer;
}

/** `/api/openapi.json` and the page that shows it, `/api/docs`. */
export function addApiPages(app: FastifyInstance, operations: readonly Operation[], version: string): void {
  let document: object | null = null;
  let viewer: Promise<FastifyInstance> | null = null;
  const read = () => (document ??= openApiDocument(operations, version));

  app.get('/api/openapi.json', async (_request, reply) => reply.type('application/json').send(JSON.stringify(read())));
  app.get('/api/docs', async (_request, reply) => reply.redirect('/api/docs/'));
  app.get('/api/docs/*', async (request, reply) => {
    viewer ??= createViewer(read);
    const answer = await (await viewer).inject({ method: 'GET', url: request.url });
    reply.status(answer.statusCode).header('content-security-policy', apiPagePolicy);
    for (const name of ['content-type', 'location', 'etag']) {
      const value = answer.headers[name];
      if (value !== undefined) reply.header(name, value);
    }
    return reply.send(answer.rawPayload);
  });
  app.addHook('onClose', async () => (await viewer)?.close());
}
