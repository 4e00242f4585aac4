import type { Operation } from '@carillon/api';
import cookie from '@fastify/cookie';
import { fastify, type FastifyInstance } from 'fastify';
import type { Config } from '../../config.ts';
import type { Actor } from '../actor.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../db.ts';
import { appError } from '../errors.ts';
import { newId } from '../ids.ts';
import type { Logger } from '../log.ts';
import { createIdempotency } from './idempotency.ts';
import { enforceOrigin } from './origin.ts';
import { problemOf, toAppError } from './problem.ts';
import { createLimits } from './rate-limit.ts';
import { addRoute } from './route.ts';
import type { Authenticate, Http, ReadyCheck, RouteHandler } from './types.ts';
import { createUpgrades } from './upgrade.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who sent the request; null until sign-in was looked at, and for visitors. */
    actor: Actor | null;
  }
  interface FastifyContextConfig {
    operationId?: string;
  }
}

export type HttpDeps = {
  readonly config: Pick<Config, 'publicUrl' | 'secretKey' | 'trustedProxies' | 'trustedSources' | 'tls'>;
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
};

export interface HttpServer extends Http {
  /** Fastify itself: `inject` in tests. Modules use `route`. */
  readonly fastify: FastifyInstance;
  /** Operations registered so far, in order. */
  readonly operations: readonly Operation[];
  /** Starts to listen; returns the port (useful when 0 was asked for). */
  listen(host: string, port: number): Promise<number>;
  close(): Promise<void>;
}

const bodyLimitBytes = 1024 * 1024;

function addErrorHandling(app: FastifyInstance, log: Logger): void {
  app.setErrorHandler((thrown, request, reply) => {
    const error = toAppError(thrown);
    if (error.status >= 500) log.error({ requestId: request.id, error: error.cause ?? error }, 'request failed');
    if (error.options.retryAfterSeconds) reply.header('retry-after', String(error.options.retryAfterSeconds));
    return reply.status(error.status).type('application/problem+json').send(problemOf(error, request.id));
  });
  app.setNotFoundHandler(() => {
    throw appError('not_found');
  });
}

/** The HTTP side of the server: operations of `@carillon/api`, WebSocket upgrades, health. */
export function createHttp(deps: HttpDeps): HttpServer {
  const { config, log } = deps;
  let authenticator: Authenticate = async () => null;
  const authenticate: Authenticate = (request) => authenticator(request);
  const operations: Operation[] = [];
  const checks = new Map<string, ReadyCheck>();
  const app = fastify({
    genReqId: () => newId(),
    bodyLimit: bodyLimitBytes,
    trustProxy: config.trustedProxies.length > 0 ? [...config.trustedProxies] : false,
    forceCloseConnections: 'idle',
  });
  app.decorateRequest('actor', null);
  app.register(cookie);
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
    enforceOrigin(request.method, request.headers, config.publicUrl);
  });
  addErrorHandling(app, log);
  const upgrades = createUpgrades({ authenticate, publicUrl: config.publicUrl, log });
  upgrades.listenOn(app.server);
  const idempotency = createIdempotency({ db: deps.db, clock: deps.clock, secretKey: config.secretKey });
  const limits = createLimits(deps.clock);

  return {
    fastify: app,
    operations,
    route(operation, handler) {
      operations.push(operation);
      addRoute({ fastify: app, authenticate, idempotency, limits }, operation, handler as unknown as RouteHandler<Operation>);
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
