import type { Operation } from '@carillon/api';
import cookie from '@fastify/cookie';
import { fastify, type FastifyInstance } from 'fastify';
import type { Config } from '../../config.ts';
import type { Actor } from '../actor.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../db.ts';
import { newId } from '../ids.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { Certificate } from '../tls.ts';
import { addApiPages } from './api-pages.ts';
import { addHealth } from './health.ts';
import { createIdempotency } from './idempotency.ts';
import { enforceOrigin } from './origin.ts';
import { problemOf, toAppError } from './problem.ts';
import { createLimits } from './rate-limit.ts';
import { addRequestLog } from './request-log.ts';
import { addRoute } from './route.ts';
import { setSecurityHeaders } from './security-headers.ts';
import type { Authenticate, Http, ReadyCheck, RouteHandler } from './types.ts';
import { createUpgrades } from './upgrade.ts';
import { addWebFiles } from './web-files.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who sent the request; null until sign-in was looked at, and for visitors. */
    actor: Actor | null;
    /** The code of the problem that was answered. */
    errorCode: string | null;
  }
  interface FastifyContextConfig {
    operationId?: string;
  }
}

export type HttpDeps = {
  readonly config: Pick<Config, 'publicUrl' | 'secretKey' | 'trustedProxies' | 'trustedSources'>;
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** Null: plain HTTP. */
  readonly certificate: Certificate | null;
  /** Folder of the built web application. */
  readonly webRoot: string;
};

export interface HttpServer extends Http {
  /** Fastify itself: `inject` in tests. Modules use `route`. */
  readonly fastify: FastifyInstance;
  /** Operations registered so far, in order. */
  readonly operations: readonly Operation[];
  /** Starts to listen; returns the port (useful when 0 was asked for). */
  listen(host: string, port: number): Promise<number>;
  /** Stops accepting, ends WebSockets, lets requests under way finish. */
  close(): Promise<void>;
}

const bodyLimitBytes = 1024 * 1024;
const apiVersion = '0.1';

function createFastify({ config, certificate }: HttpDeps): FastifyInstance {
  const options = {
    genReqId: () => newId(),
    bodyLimit: bodyLimitBytes,
    trustProxy: config.trustedProxies.length > 0 ? [...config.trustedProxies] : false,
    forceCloseConnections: true,
    requestTimeout: 30_000,
    routerOptions: { maxParamLength: 200 },
  } as const;
  if (!certificate) return fastify(options);
  return fastify({ ...options, https: { cert: certificate.cert, key: certificate.key } });
}

function addErrorHandling(app: FastifyInstance, log: Logger): void {
  app.setErrorHandler((thrown, request, reply) => {
    const error = toAppError(thrown);
    request.errorCode = error.code;
    if (error.status >= 500) log.error({ requestId: request.id, error: error.cause ?? error }, 'request failed');
    if (error.options.retryAfterSeconds) reply.header('retry-after', String(error.options.retryAfterSeconds));
    // An unread body would be taken for the next request of the connection.
    if (error.status === 413) reply.header('connection', 'close');
    return reply
      .status(error.status)
      .type('application/problem+json')
      .send(JSON.stringify(problemOf(error, request.id)));
  });
}

/** `DELETE` and empty `POST` come with a JSON content type from some clients: an empty body is no body. */
function acceptEmptyBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser(['application/json', 'text/plain']);
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body.length === 0) done(null, undefined);
    else void parse(request, body as string, done);
  });
}

function addHooks(app: FastifyInstance, { config, certificate }: HttpDeps): void {
  const secure = certificate !== null || config.publicUrl.startsWith('https:');
  app.decorateRequest('actor', null);
  app.decorateRequest('errorCode', null);
  void app.register(cookie);
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
    setSecurityHeaders(reply, secure);
    if (request.url.startsWith('/api/')) reply.header('cache-control', 'no-store');
    enforceOrigin(request.method, request.headers, config.publicUrl);
  });
}

/** The HTTP side of the server: operations of `@carillon/api`, WebSocket upgrades, health, API page, web application. */
export function createHttp(deps: HttpDeps): HttpServer {
  const { config, log, clock } = deps;
  let authenticator: Authenticate = async () => null;
  const authenticate: Authenticate = (request) => authenticator(request);
  const operations: Operation[] = [];
  const checks = new Map<string, ReadyCheck>([['database', () => deps.db.ping()]]);
  const app = createFastify(deps);
  addRequestLog(app, log, deps.metrics);
  addHooks(app, deps);
  acceptEmptyBodies(app);
  addErrorHandling(app, log);
  addHealth(app, { checks, metrics: deps.metrics, trustedSources: config.trustedSources, clock });
  addApiPages(app, operations, apiVersion);
  addWebFiles(app, deps.webRoot);
  const upgrades = createUpgrades({ authenticate, publicUrl: config.publicUrl, log });
  upgrades.listenOn(app.server);
  const idempotency = createIdempotency({ db: deps.db, clock, secretKey: config.secretKey });
  const limits = createLimits(clock);
  const routeDeps = { fastify: app, authenticate, idempotency, limits };

  return {
    fastify: app,
    operations,
    route(operation, handler) {
      operations.push(operation);
      addRoute(routeDeps, operation, handler as unknown as RouteHandler<Operation>);
    },
    onUpgrade: (path, handler, options) => upgrades.add(path, handler, options),
    setAuthenticator(next) {
      authenticator = next;
    },
    addReadyCheck: (name, check) => void checks.set(name, check),
    async listen(host, port) {
      await app.listen({ host, port });
      return (app.server.address() as { port: number }).port;
    },
    async close() {
      upgrades.close();
      await app.close();
    },
  };
}
