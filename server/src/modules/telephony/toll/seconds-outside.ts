import type { Call } from '../call/types.ts';

/** Seconds that were talked over trunks towards the outside in this call. */
export function secondsOutside(call: Call): number {
  const legs = Object.values(call.legs).filter((leg) => leg.kind === 'trunk' && leg.role === 'target');
  const talked = legs.map(({ answeredAtMs, endedAtMs }) =>
    answeredAtMs === null ? 0 : (endedAtMs ?? 0) - answeredAtMs,
  );
  return talked.reduce((sum, ms) => sum + Math.max(0, ms), 0) / 1000;
}
