/** Event package `dialog` (RFC 4235): what a busy lamp shows. */
import type { EventBody } from '../subscription.ts';
import { XML_HEAD, element, escapeXml } from './xml.ts';

export type WatchedDialog = {
  readonly id: string;
  /** Seen from the one who is watched: it called, or it is called. */
  readonly direction: 'initiator' | 'recipient';
  readonly state: 'trying' | 'early' | 'confirmed';
  /** For an INVITE with Replaces that takes the call over (RFC 3891); tags as the watched side has them. */
  readonly ids: { readonly callId: string; readonly localTag: string; readonly remoteTag: string } | null;
  readonly remote: { readonly uri: string; readonly name: string | null } | null;
  /** It has put the other side on hold. */
  readonly isHeld: boolean;
};

export const DIALOG_INFO = 'application/dialog-info+xml';

/**
 * The whole state, always: a lost document then costs nothing. An idle line is a dialog that is terminated, since
 * telephones leave the lamp lit when they find no dialog at all. `version` counts the documents of one subscription.
 */
export const dialogInfo = (entity: string, version: number, dialogs: readonly WatchedDialog[]): EventBody => {
  const content = dialogs.length === 0 ? [IDLE] : dialogs.map((dialog) => dialogElement(entity, dialog));
  const attributes = { xmlns: 'urn:ietf:params:xml:ns:dialog-info', version, state: 'full', entity };
  return { contentType: DIALOG_INFO, body: XML_HEAD + element('dialog-info', attributes, ...content) };
};

const IDLE = element('dialog', { id: 'idle' }, element('state', {}, 'terminated'));

const dialogElement = (entity: string, { id, direction, state, ids, remote, isHeld }: WatchedDialog): string =>
  element(
    'dialog',
    {
      id,
      'call-id': ids?.callId,
      'local-tag': ids?.localTag,
      'remote-tag': ids?.remoteTag,
      direction,
    },
    element('state', {}, state),
    element('local', {}, element('identity', {}, escapeXml(entity)), localTarget(entity, isHeld)),
    ...(remote === null ? [] : [party(remote)]),
  );

/** RFC 4235 4.1.5.2: `+sip.rendering` is "no" for a call on hold. */
const localTarget = (uri: string, isHeld: boolean): string =>
  isHeld
    ? element('target', { uri }, element('param', { pname: '+sip.rendering', pval: 'no' }))
    : element('target', { uri });

const party = ({ uri, name }: { readonly uri: string; readonly name: string | null }): string =>
  element('remote', {}, element('identity', { display: name }, escapeXml(uri)), element('target', { uri }));
