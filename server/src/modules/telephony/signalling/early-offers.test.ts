import { expect, test } from 'vitest';
import type { IncomingInvite, OutgoingInvite, ReinviteReply, SipEndpoint } from '@carillon/sip';
import type { LineEvents, MediaChange } from '../ports/line.ts';
import { SipInboundLine } from './inbound-line.ts';
import { LineIndex } from './line-index.ts';
import { SipOutboundLine } from './outbound-line.ts';

type OnOffer = Parameters<OutgoingInvite['onOffer']>[0];
const offer = Buffer.from('v=0 other');

function reply(): ReinviteReply & { readonly answered: unknown[] } {
  const answered: unknown[] = [];
  const accept = (body: unknown) => Promise.resolve(answered.push(body) > 0 ? null : null);
  return { method: 'UPDATE', request: undefined as never, accept, reject: (status) => answered.push(status), answered };
}

const listening = (changes: MediaChange[]): LineEvents => ({
  ended: () => undefined,
  mediaChange: (change) => changes.push(change),
  transfer: () => undefined,
  digit: () => undefined,
});

function inbound(): { line: SipInboundLine; offered: OnOffer } {
  let offered: OnOffer | null = null;
  const invite = { offer: null, callId: 'c', flow: { id: 'f' }, onOffer: (callback: OnOffer) => (offered = callback) };
  const line = new SipInboundLine(invite as unknown as IncomingInvite, new LineIndex(), 'h');
  return { line, offered: offered! };
}

function outbound(): { line: SipOutboundLine; offered: OnOffer } {
  let offered: OnOffer | null = null;
  const outgoing = {
    callId: 'c',
    result: new Promise(() => undefined),
    onProvisional: () => undefined,
    onOffer: (callback: OnOffer) => (offered = callback),
  };
  const sip = { invite: () => outgoing } as unknown as SipEndpoint;
  const invite = { uri: 'sip:x@h', from: '<sip:a@h>' };
  const line = new SipOutboundLine({
    sip,
    index: new LineIndex(),
    invite,
    transport: 'udp',
    domain: 'h',
    redirectTargets: () => [],
  });
  line.start({} as never);
  return { line, offered: offered! };
}

test.each([
  ['the caller', inbound],
  ['the callee', outbound],
])('an offer of %s before the answer is a change of media like any other', async (_name, make) => {
  const { line, offered } = make();
  const early = reply();
  offered(offer, early);
  expect(early.answered, 'nobody listens yet').toEqual([500]);
  const changes: MediaChange[] = [];
  line.listen(listening(changes));
  const late = reply();
  offered(offer, late);
  expect(changes.map((change) => change.offer)).toEqual(['v=0 other']);
  await changes[0]!.accept('v=0 ours');
  expect(late.answered).toEqual(['v=0 ours']);
});
