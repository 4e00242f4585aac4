import type { Draft } from '../call/draft.ts';

/** Hold music is played by us to the held party; the holder's request never reaches it. */
export const holdMusic = { kind: 'file', name: 'music/hold' } as const;

/** A party put the other on hold, or took it back (RFC 3264 8.4; its own re-INVITE is answered already). */
export function stepHeld(draft: Draft, legId: string, holding: boolean): void {
  const leg = draft.leg(legId);
  if (leg?.phase !== 'connected' || leg.holding === holding) return;
  draft.setLeg(legId, { holding });
  draft.fact(holding ? 'held' : 'resumed', legId);
  const other = draft.peerOf(legId);
  if (other === null || draft.call.transfer !== null) return;
  if (holding) draft.effect({ kind: 'play', legId: other, source: holdMusic, repeat: true });
  else draft.effect({ kind: 'stop_playing', legId: other });
}
