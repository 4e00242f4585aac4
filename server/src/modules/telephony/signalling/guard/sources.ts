import { sourceKey } from '@carillon/sip';
import type { Ban } from './bans.ts';
import type { Behaviour } from './behaviour.ts';
import { fullBucket, type Bucket, type Rate } from './bucket.ts';
import { Generations } from './generations.ts';
import type { Incident } from './incident.ts';

/** What the guard remembers of one source, found with one look-up per packet. Changed in place. */
export type Source = {
  readonly key: string;
  readonly isTrusted: boolean;
  readonly packets: Bucket;
  /** Answers to requests without proof: what a forged address could be made to receive. */
  readonly answers: Bucket;
  ban: Ban | null;
  /** Somebody signed in from here lately. */
  provenUntilMs: number;
  behaviour: Behaviour | null;
  limited: Incident | null;
};

export type SourceRates = { readonly packets: Rate; readonly answers: Rate };

const maxSources = 20_000;

export class Sources {
  readonly #known = new Generations<Source>(maxSources);
  /** Apart, so that no flood of forged addresses makes us forget who signed in. */
  readonly #proven = new Generations<number>(maxSources);
  readonly #rates: SourceRates;
  readonly #isTrusted: (address: string) => boolean;
  readonly #banOf: (key: string, nowMs: number) => Ban | undefined;

  constructor(parts: {
    readonly rates: SourceRates;
    readonly isTrusted: (address: string) => boolean;
    readonly banOf: (key: string, nowMs: number) => Ban | undefined;
  }) {
    this.#rates = parts.rates;
    this.#isTrusted = parts.isTrusted;
    this.#banOf = parts.banOf;
  }

  of(address: string, nowMs: number): Source {
    const key = sourceKey(address);
    const own = address.includes(':') && this.#isTrusted(address) ? address : key;
    return this.#known.get(own) ?? this.#make(own, nowMs);
  }

  /** By the key that an incident or a ban names. */
  peek(key: string): Source | undefined {
    return this.#known.get(key);
  }

  prove(source: Source, untilMs: number): void {
    source.provenUntilMs = untilMs;
    this.#proven.set(source.key, untilMs);
  }

  #make(key: string, nowMs: number): Source {
    const source: Source = {
      key,
      isTrusted: this.#isTrusted(key),
      packets: fullBucket(this.#rates.packets, nowMs),
      answers: fullBucket(this.#rates.answers, nowMs),
      ban: this.#banOf(key, nowMs) ?? null,
      provenUntilMs: this.#proven.get(key) ?? 0,
      behaviour: null,
      limited: null,
    };
    this.#known.set(key, source);
    return source;
  }
}
