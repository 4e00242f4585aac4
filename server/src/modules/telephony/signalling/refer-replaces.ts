import type { Replaces } from '@carillon/sip';

/**
 * The dialog named by Replaces, with tags as we know them. Its to-tag is the tag of whoever receives the INVITE
 * (RFC 3891 3): in a consultation made through us that is ours, the from-tag is the telephone's.
 */
export function referReplaces(
  replaces: Replaces | null,
): { callId: string; localTag: string; remoteTag: string } | null {
  return replaces === null ? null : { callId: replaces.callId, localTag: replaces.toTag, remoteTag: replaces.fromTag };
}
