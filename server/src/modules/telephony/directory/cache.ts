import type { Clock } from '#platform/clock';

export interface Cache<V> {
  get(key: string): Promise<V>;
  delete(key: string): void;
  clear(): void;
}

type Entry<V> = { readonly value: Promise<V>; readonly untilMs: number };

/**
 * Remembers answers of slower places for `ttlMs`; events delete entries sooner. Simultaneous questions share one
 * answer. `max` entries, the oldest leave first.
 */
export function createCache<V>(options: {
  clock: Clock;
  ttlMs: number;
  max: number;
  load: (key: string) => Promise<V>;
}): Cache<V> {
  const entries = new Map<string, Entry<V>>();
  const load = (key: string): Promise<V> => {
    const value = options.load(key);
    entries.set(key, { value, untilMs: options.clock.nowMs() + options.ttlMs });
    // A failure is not remembered: the next question asks again.
    value.catch(() => entries.delete(key));
    const oldest = entries.keys().next().value;
    if (entries.size > options.max && oldest !== undefined) entries.delete(oldest);
    return value;
  };
  return {
    get(key) {
      const entry = entries.get(key);
      return entry !== undefined && entry.untilMs > options.clock.nowMs() ? entry.value : load(key);
    },
    delete: (key) => void entries.delete(key),
    clear: () => entries.clear(),
  };
}
