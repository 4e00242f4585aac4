import type { ByeReason, ReinviteReply, SipSession } from '@carillon/sip';
import { parseUri, readAddress } from '@carillon/sip';
import type { LineEnd, LineEvents, MediaChange, TransferRequest } from '../ports/line.ts';
import { readQ850 } from './hang-up-reason.ts';
import { readInfoDigit } from './info-digit.ts';
import { referReplaces } from './refer-replaces.ts';

const ends: Record<ByeReason['kind'], LineEnd> = {
  bye: 'hung_up',
  no_ack: 'no_ack',
  session_expired: 'session_expired',
  peer_gone: 'connection_lost',
};

const text = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');

/** Passes what happens in a confirmed dialog on to call control. `gone`: the far side ended it, and that was told. */
export function listenToSession(session: SipSession, events: () => LineEvents | null, gone?: () => void): void {
  session.onBye((reason) => {
    events()?.ended(ends[reason.kind], reason.kind === 'bye' ? readQ850(reason.request) : null);
    gone?.();
  });
  session.onReinvite((offer, reply) => {
    const listener = events();
    if (listener === null) reply.reject(500);
    else listener.mediaChange(toMediaChange(offer, reply));
  });
  session.onInfo((contentType, body) => {
    const digit = readInfoDigit(contentType, text(body));
    if (digit !== null) events()?.digit(digit.digit, digit.durationMs);
  });
  session.onRefer((refer) => {
    const listener = events();
    if (listener === null) return refer.reject(603);
    listener.transfer(toTransferRequest(refer));
  });
}

/** An offer of the far side, before or after the answer. */
export function toMediaChange(offer: Uint8Array | null, reply: ReinviteReply): MediaChange {
  return {
    offer: offer === null ? null : text(offer),
    async accept(sdp) {
      const answer = await reply.accept(sdp);
      return answer === null ? null : text(answer);
    },
    reject: (status) => reply.reject(status),
  };
}

type Refer = Parameters<Parameters<SipSession['onRefer']>[0]>[0];

function toTransferRequest(refer: Refer): TransferRequest {
  const uri = parseUri(refer.referTo) ?? parseUri(readAddress(refer.request, 'Refer-To')?.uri ?? '');
  const to = uri?.kind === 'sip' ? (uri.user ?? '') : uri?.kind === 'tel' ? uri.number : '';
  return {
    to,
    replaces: referReplaces(refer.replaces),
    accept: () => refer.accept(),
    reject: (status) => refer.reject(status),
    notify: (status, final) => refer.notify(status, { final }),
  };
}

/** Asks an established party whether it is there. Any answer but "no such dialog" will do. */
export async function probeSession(session: SipSession): Promise<boolean> {
  if (session.closed) return false;
  const result = await session.request('OPTIONS');
  return result.kind === 'response' && result.response.status !== 481 && result.response.status !== 408;
}
