/** An even port for RTP; the odd one above it is for RTCP (RFC 3550 11). */
export type PortLease = { readonly rtpPort: number; readonly rtcpPort: number };

export type PortPoolOptions = {
  /** Both included. */
  readonly min: number;
  readonly max: number;
  /** Milliseconds, any origin. */
  readonly now: () => number;
  /** How long a port rests: packets of the last call may still arrive. */
  readonly restMs?: number;
  /** 0 ≤ value < 1; where the search starts, so that ports can't be guessed and restarts don't meet old streams. */
  readonly random?: () => number;
};

export interface PortPool {
  readonly capacity: number;
  readonly leased: number;
  /** Null: every pair is in use or resting. */
  take(): PortLease | null;
  /** `cooldownMs` overrides the rest: longer for a port that turned out to be taken by another program. */
  release(lease: PortLease, cooldownMs?: number): void;
}

const defaultRestMs = 3_000;

/** Pairs of ports over a range, taken in turn from a random start. */
export function createPortPool(options: PortPoolOptions): PortPool {
  const first = options.min + (options.min % 2);
  const capacity = Math.max(0, Math.floor((options.max - first + 1) / 2));
  /** Per pair: 0 free, Infinity leased, otherwise when it may be used again. */
  const freeAt = new Float64Array(capacity);
  let cursor = Math.floor((options.random ?? Math.random)() * capacity);
  let leased = 0;
  return {
    capacity,
    get leased() {
      return leased;
    },
    take: () => {
      const now = options.now();
      for (let step = 0; step < capacity; step += 1) {
        const index = (cursor + step) % capacity;
        if ((freeAt[index] ?? Infinity) > now) continue;
        freeAt[index] = Infinity;
        cursor = (index + 1) % capacity;
        leased += 1;
        return { rtpPort: first + index * 2, rtcpPort: first + index * 2 + 1 };
      }
      return null;
    },
    release: (lease, cooldownMs = options.restMs ?? defaultRestMs) => {
      const index = (lease.rtpPort - first) / 2;
      if (freeAt[index] !== Infinity) return;
      freeAt[index] = options.now() + cooldownMs;
      leased -= 1;
    },
  };
}
