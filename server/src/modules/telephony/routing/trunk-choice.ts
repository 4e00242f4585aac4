import type { Trunk, TrunkState } from '../signalling/trunk.ts';

export type TrunkCandidate = {
  readonly trunk: Trunk;
  readonly state: TrunkState;
  readonly callsInProgress: number;
};

export type TrunkChoice =
  /** In the order to try; the next only when one fails before anything rang. */
  | { readonly kind: 'chosen'; readonly trunks: readonly Trunk[] }
  | { readonly kind: 'none' }
  | { readonly kind: 'full' };

/** The organization's own trunks first, then the operator's; links known to be down last, full ones never. */
export function chooseTrunks(candidates: readonly TrunkCandidate[], organizationId: string): TrunkChoice {
  const usable = candidates.filter(({ trunk }) => trunk.enabled && isFor(trunk, organizationId));
  const free = usable.filter(
    ({ trunk, callsInProgress }) => trunk.maxCalls === null || callsInProgress < trunk.maxCalls,
  );
  if (usable.length === 0) return { kind: 'none' };
  if (free.length === 0) return { kind: 'full' };
  const ordered = free.toSorted((one, other) => rank(one) - rank(other));
  return { kind: 'chosen', trunks: ordered.map(({ trunk }) => trunk) };
}

function isFor(trunk: Trunk, organizationId: string): boolean {
  return trunk.organizationId === null || trunk.organizationId === organizationId;
}

function rank({ trunk, state }: TrunkCandidate): number {
  const isDown = state === 'unreachable' || state === 'refused';
  return (isDown ? 2 : 0) + (trunk.organizationId === null ? 1 : 0);
}
