import type { Clock } from './clock.ts';

export type BusReply<T> =
  | { readonly kind: 'answered'; readonly value: T }
  | { readonly kind: 'nobody' }
  | { readonly kind: 'late' };

type Listener = (message: unknown) => void;
type Responder = (message: unknown) => Promise<unknown>;

/**
 * Messages between the parts of the server by name: everything stays in this process now; with several nodes the same
 * face travels over PostgreSQL or NATS, hence messages are plain data and small.
 */
export interface Bus {
  /** Tells everyone who listens to `name`. */
  publish(name: string, message: unknown): void;
  /** Returns a function that ends the subscription. */
  subscribe(name: string, listener: Listener): () => void;
  /** Answers the requests of `name`; one responder a name (the owner of a call: `call.<id>`). */
  respond(name: string, responder: Responder): () => void;
  /** Asks the responder of `name`; `late` when it takes longer than `deadlineMs`. Its errors are thrown here. */
  request<T>(name: string, message: unknown, deadlineMs: number): Promise<BusReply<T>>;
}

/** A bus within this process. Listeners run on the next turn, so that a publisher never waits for them. */
export function createBus(clock: Clock): Bus {
  const listeners = new Map<string, Set<Listener>>();
  const responders = new Map<string, Responder>();

  return {
    publish(name, message) {
      for (const listener of listeners.get(name) ?? []) queueMicrotask(() => listener(message));
    },
    subscribe(name, listener) {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set.add(listener));
      return () => {
        set.delete(listener);
        if (set.size === 0) listeners.delete(name);
      };
    },
    respond(name, responder) {
      if (responders.has(name)) throw new Error(`${name} already has a responder`);
      responders.set(name, responder);
      return () => void (responders.get(name) === responder && responders.delete(name));
    },
    async request<T>(name: string, message: unknown, deadlineMs: number): Promise<BusReply<T>> {
      const responder = responders.get(name);
      if (!responder) return { kind: 'nobody' };
      const late = Promise.withResolvers<BusReply<T>>();
      const timer = clock.setTimer(deadlineMs, () => late.resolve({ kind: 'late' }));
      const answer = responder(message).then((value) => ({ kind: 'answered', value: value as T }) as const);
      try {
        return await Promise.race([answer, late.promise]);
      } finally {
        clock.clearTimer(timer);
      }
    },
  };
}
