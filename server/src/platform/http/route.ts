import type { Operation } from '@carillon/api';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { scopeOf, type Actor } from '../actor.ts';
import { operatorScope } from '../db.ts';
import { appError } from '../errors.ts';
import { enforceAccess } from './access.ts';
import type { Idempotency } from './idempotency.ts';
import type { Limits } from './rate-limit.ts';
import type { Authenticate, RouteContext, RouteHandler } from './types.ts';
import { validate } from './validate.ts';

export type RouteDeps = {
  readonly fastify: FastifyInstance;
  readonly authenticate: Authenticate;
  readonly idempotency: Idempotency;
  readonly limits: Limits;
};

type Input = Pick<RouteContext<Operation>, 'params' | 'query' | 'body'>;

function readInput(operation: Operation, request: FastifyRequest): Input {
  return {
    params: validate(operation.params, request.params),
    query: validate(operation.query, request.query),
    body: validate(operation.body, request.body),
  };
}

function contextOf(input: Input, request: FastifyRequest, reply: FastifyReply): RouteContext<Operation> {
  const visitor = request.actor;
  return {
    ...input,
    get actor(): Actor {
      if (!visitor) throw appError('signed_out');
      return visitor;
    },
    visitor,
    scope: visitor ? scopeOf(visitor) : operatorScope,
    request,
    reply,
  };
}

/** Checks what a handler returns against the contract: extra fields are dropped, so that nothing leaks by accident. */
function shapeReply(operation: Operation, result: unknown): unknown {
  if (!operation.reply || operation.status === 204) return undefined;
  const shaped = operation.reply.safeParse(result);
  if (shaped.success) return shaped.data;
  throw new Error(`The reply of ${operation.id} breaks its contract: ${shaped.error.message}`);
}

/** Registers one operation: sign-in and access first, then limits, body, validation, idempotency, handler, reply. */
export function addRoute(deps: RouteDeps, operation: Operation, handler: RouteHandler<Operation>): void {
  deps.fastify.route({
    method: operation.method,
    url: operation.path,
    config: { operationId: operation.id },
    onRequest: async (request) => {
      request.actor = await deps.authenticate({
        headers: request.headers,
        ip: request.ip,
        method: request.method,
        url: request.url,
      });
      enforceAccess(operation.access, request.actor);
    },
    handler: async (request, reply) => {
      deps.limits.enforce(operation, request);
      const input = readInput(operation, request);
      const answer = await deps.idempotency.run(operation, request, reply, async () =>
        shapeReply(operation, await (handler as (context: unknown) => unknown)(contextOf(input, request, reply))),
      );
      reply.status(operation.status);
      return operation.status === 204 ? reply.send() : answer;
    },
  });
}
