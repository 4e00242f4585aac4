import type { IncomingMessage } from 'node:http';
import type { BodyOf, Operation, ParamsOf, QueryOf, ReplyOf } from '@carillon/api';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { WebSocket } from 'ws';
import type { Actor } from '../actor.ts';
import type { Scope } from '../db.ts';

export type RouteContext<O extends Operation> = {
  readonly params: ParamsOf<O>;
  readonly query: QueryOf<O>;
  readonly body: BodyOf<O>;
  /** Who asks. In a public operation that nobody signed in to, reading it refuses with `signed_out`. */
  readonly actor: Actor;
  /** The same, null when nobody is signed in (public operations only). */
  readonly visitor: Actor | null;
  /** Rows that the actor may touch; for a public operation without an actor, the operator's scope. */
  readonly scope: Scope;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
};

/** What a handler returns: the operation's reply, or nothing when it has none (204). */
export type RouteReply<O extends Operation> = unknown extends ReplyOf<O> ? void : ReplyOf<O>;
export type RouteHandler<O extends Operation> = (context: RouteContext<O>) => Promise<RouteReply<O>>;

/** The head of a request, as sign-in needs it: plain requests and WebSocket upgrades look the same. */
export type RequestHead = {
  readonly headers: IncomingMessage['headers'];
  readonly ip: string;
  readonly method: string;
  readonly url: string;
};
/** Finds who sends a request, from the session cookie or `Authorization: Bearer <api key>`; null: nobody. */
export type Authenticate = (request: RequestHead) => Promise<Actor | null>;

export type UpgradeHandler = (socket: WebSocket, actor: Actor, request: IncomingMessage) => void;

export type UpgradeOptions = {
  /** WebSocket subprotocols to accept, e.g. `sip`; a client that offers none of them is refused. */
  readonly protocols?: readonly string[];
  /** Most bytes of one message. */
  readonly maxMessageBytes?: number;
  /** Signs in without a cookie (a one-time token in the query); tried when `authenticate` finds nobody. */
  readonly authenticate?: (request: IncomingMessage) => Promise<Actor | null>;
};

/** Answers a readiness check: resolves when well, perhaps with a remark, throws with the reason when not. */
export type ReadyCheck = () => Promise<void> | Promise<string>;

export interface Http {
  /** Serves an operation of `@carillon/api`. */
  route<O extends Operation>(operation: O, handler: RouteHandler<O>): void;
  /** Serves authenticated WebSockets at `path`; upgrades from other origins are refused before the handler. */
  onUpgrade(path: string, handler: UpgradeHandler, options?: UpgradeOptions): void;
  setAuthenticator(authenticate: Authenticate): void;
  /** Adds a named check to `/readyz`. */
  addReadyCheck(name: string, check: ReadyCheck): void;
}
