import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { createSimulatedPair, settled } from '../testing/judged-pair.ts';
import type { IncomingInvite, OutgoingInvite, SipSession } from './types.ts';

/** What a user of the stack keeps a call in. */
type Holder = { readonly name: string; told: number };

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Made outside of any call: a closure keeps all that its neighbours see. */
const nobody = (): void => undefined;

function listenToSession(session: SipSession, holder: Holder): void {
  const tell = () => (holder.told += 1);
  session.onBye(tell);
  session.onAck(tell);
  session.onReinvite(tell);
  session.onInfo(tell);
  session.onRefer(tell);
  session.onOther(tell);
}

function listenToIncoming(invite: IncomingInvite, holder: Holder): void {
  invite.onCancelled(() => (holder.told += 1));
  invite.ring();
  void invite.accept({ body: 'v=0 answer' }).then((result) => {
    if (result.kind === 'accepted') listenToSession(result.session, holder);
  });
}

async function listenToOutgoing(outgoing: OutgoingInvite, holder: Holder): Promise<SipSession> {
  outgoing.onProvisional(() => (holder.told += 1));
  const result = await outgoing.result;
  if (result.kind !== 'answered') throw new Error(result.kind);
  listenToSession(result.session, holder);
  return result.session;
}

/** A whole call; its holders are reachable from here through weak references only. */
async function callAndHangUp(pair: Awaited<ReturnType<typeof createSimulatedPair>>, hangsUp: 'caller' | 'callee') {
  const caller: Holder = { name: 'caller', told: 0 };
  const callee: Holder = { name: 'callee', told: 0 };
  const sessions: SipSession[] = [];
  pair.bob.onInvite((invite) => {
    listenToIncoming(invite, callee);
    sessions.push(pair.bob.findSession(invite.callId, invite.localTag, invite.remoteTag)!);
  });
  const session = await settled(pair.clock, listenToOutgoing(pair.call(), caller));
  await pair.clock.advance(100);
  await settled(pair.clock, (hangsUp === 'caller' ? session : sessions[0]!).bye());
  pair.bob.onInvite(nobody);
  return [new WeakRef(caller), new WeakRef(callee)];
}

test.each(['caller', 'callee'] as const)(
  'transactions linger after a call that the %s ended, and keep nothing of their user in memory',
  async (hangsUp) => {
    const pair = await createSimulatedPair();
    const holders = await callAndHangUp(pair, hangsUp);
    await new Promise((resolve) => setImmediate(resolve));
    collectGarbage();
    expect(pair.bob.stats().serverTransactionsLive).toBeGreaterThan(0);
    expect(holders.map((holder) => holder.deref()?.name)).toEqual([undefined, undefined]);
  },
);
