import type { z } from 'zod';
import type { Permission } from './permissions.ts';

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/**
 * Who may call an operation: nobody in particular (`public`), any signed-in member (`member`), the operator's own
 * people (`staff`), or a member whose role holds a permission. Routes refuse before the action; actions check scope.
 */
export type Access = 'public' | 'member' | 'staff' | { readonly permission: Permission };

/** One HTTP operation: path, who may call it, and the schemas of what goes in and comes out. */
export type Operation<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Reply extends z.ZodType = z.ZodType,
> = {
  readonly id: string;
  readonly method: HttpMethod;
  /** Fastify form: `/api/v1/calls/:callId`. */
  readonly path: string;
  readonly summary: string;
  readonly access: Access;
  /** First version that had it; `stable` operations only change compatibly. */
  readonly since: string;
  readonly stability: 'stable' | 'beta' | 'internal';
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: Body;
  /** Absent when the answer is 204 without a body. */
  readonly reply?: Reply;
  readonly status: 200 | 201 | 202 | 204;
};

/** Keeps the literal types of the schemas, so that the client and the route infer from one place. */
export function operation<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
  definition: Operation<P, Q, B, R>,
): Operation<P, Q, B, R> {
  return definition;
}

type Output<S> = S extends z.ZodType ? z.output<S> : undefined;
type Input<S> = S extends z.ZodType ? z.input<S> : undefined;

export type ParamsOf<O> = O extends Operation<infer P, z.ZodType, z.ZodType, z.ZodType> ? Output<P> : never;
export type QueryOf<O> = O extends Operation<z.ZodType, infer Q, z.ZodType, z.ZodType> ? Output<Q> : never;
export type BodyOf<O> = O extends Operation<z.ZodType, z.ZodType, infer B, z.ZodType> ? Output<B> : never;
export type QueryInputOf<O> = O extends Operation<z.ZodType, infer Q, z.ZodType, z.ZodType> ? Input<Q> : never;
export type BodyInputOf<O> = O extends Operation<z.ZodType, z.ZodType, infer B, z.ZodType> ? Input<B> : never;
export type ReplyOf<O> = O extends Operation<z.ZodType, z.ZodType, z.ZodType, infer R> ? Output<R> : never;

/** Tells an operation from the other exports (views) of an operations module. */
export function isOperation(value: unknown): value is Operation {
  return typeof value === 'object' && value !== null && 'method' in value && 'path' in value && 'access' in value;
}
