import type { Draft } from '../call/draft.ts';
import type { CallLeg } from '../call/types.ts';

/** A party is not heard any more, or is again: said in the trace, for whoever asks what was wrong with the call. */
export function stepSilent(draft: Draft, legId: string, silent: boolean): void {
  const leg = draft.leg(legId);
  if (leg?.phase !== 'connected' || leg.holding || (leg.silent ?? false) === silent) return;
  draft.setLeg(legId, { silent });
  const otherId = draft.peerOf(legId);
  const other = otherId === null ? undefined : draft.leg(otherId);
  const values = { party: nameOf(leg), other: other === undefined ? '' : nameOf(other) };
  draft.trace('media', decisionOf(silent, other), values);
}

/** One way only is mostly a router or a firewall; both ways a network that is gone. */
function decisionOf(silent: boolean, other: CallLeg | undefined): string {
  if (!silent) return 'heard_again';
  if (other === undefined) return 'not_heard';
  return other.silent === true ? 'nobody_heard' : 'one_way_audio';
}

function nameOf({ name, number }: CallLeg): string {
  return name ?? number ?? '';
}
