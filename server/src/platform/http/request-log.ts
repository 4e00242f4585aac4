import type { FastifyInstance } from 'fastify';
import { actorKey } from '../actor.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics.ts';

const quiet = new Set(['/healthz', '/readyz', '/metrics']);

/** One wide line and one measurement at the end of each request. The path is logged without its query. */
export function addRequestLog(app: FastifyInstance, log: Logger, metrics: Metrics): void {
  const seconds = metrics.histogram('carillon_http_request_seconds', 'Time to answer a request', [
    'operation',
    'status',
  ]);

  app.addHook('onResponse', async (request, reply) => {
    const operation = request.routeOptions.config.operationId ?? 'other';
    const path = request.url.split('?')[0]!;
    seconds.observe({ operation, status: String(reply.statusCode) }, reply.elapsedTime / 1_000);
    if (quiet.has(path) || path.startsWith('/assets/')) return;
    const { actor } = request;
    const fields = {
      requestId: request.id,
      operation,
      method: request.method,
      path,
      status: reply.statusCode,
      code: request.errorCode ?? undefined,
      milliseconds: Math.round(reply.elapsedTime * 10) / 10,
      actor: actor ? actorKey(actor) : undefined,
      organizationId: actor && 'organizationId' in actor ? actor.organizationId : undefined,
      pii: { ip: request.ip, userAgent: request.headers['user-agent'] },
    };
    log.info(fields, 'request');
  });
}
