import type { IncomingInvite, InviteResult, OutgoingInvite, SipSession } from '@carillon/sip';
import { expect } from 'vitest';
import type { ForkingCarrier } from './forking-carrier.ts';
import { hear, hearEachOther, holding, nobodyHears } from './listening.ts';
import type { Party } from './party.ts';
import type { World } from './world.ts';

/** Dials an extension; both are connected and hear each other. */
async function talk(world: World, from: Party, to: Party): Promise<void> {
  const invite = await from.dial(to.extension);
  await to.answer(world);
  await from.connected(world, invite);
  expect([from.codec, to.codec]).toEqual([from.sound.codec, to.sound.codec]);
  await hearEachOther(world, from, to);
}

/** One hangs up; the other is told, and nobody hears anything. */
async function end(world: World, hangsUp: Party, other: Party): Promise<void> {
  await hangsUp.hangUp(world);
  await world.until(`${other.extension} is released`, () => other.released);
  await nobodyHears(world, hangsUp, other);
}

const over = (world: World, ...parties: Party[]) =>
  world.until('nobody is in a call', () => parties.every((party) => party.session === null));

/** Refer-To of a transfer that was asked first (RFC 5589 7.1): the dialog of the consultation, as its caller knows it. */
function replacing(extension: string, { callId, remoteTag, localTag }: SipSession): string {
  const replaces = encodeURIComponent(`${callId};to-tag=${remoteTag};from-tag=${localTag}`);
  return `sip:${extension}@127.0.0.1?Replaces=${replaces}`;
}

async function refer(world: World, session: SipSession, referTo: string): Promise<void> {
  const result = await world.settled('the REFER', session.refer({ referTo }));
  expect(result).toMatchObject({ kind: 'response', response: { status: 202 } });
}

async function holdAndResume(world: World, holds: Party, held: Party): Promise<void> {
  const change = async (direction: 'sendonly' | 'sendrecv') =>
    expect((await world.settled(`the re-INVITE ${direction}`, holds.change(direction))).kind).toBe('accepted');
  await change('sendonly');
  await holding(world, holds, held);
  await change('sendrecv');
  await hearEachOther(world, holds, held);
}

/** The caller gives up; whatever crosses, the call is over on both sides. */
async function giveUp(world: World, invite: OutgoingInvite, caller: Party): Promise<InviteResult['kind']> {
  invite.cancel();
  const result = await world.settled('the end of the attempt', invite.result);
  if (result.kind === 'answered') {
    await caller.connected(world, invite);
    await caller.hangUp(world);
  }
  return result.kind;
}

const isOver = (world: World, invite: IncomingInvite) =>
  world.until('it rings no more', () => invite.state !== 'pending');

async function answersWhileCancelled(world: World, ada: Party, ben: Party): Promise<void> {
  const invite = await ada.dial(ben.extension);
  const ringing = await world.until('it rings', () => ben.rung.shift());
  ringing.ring();
  await ben.sound.begin();
  const body = await ben.sound.answer(Buffer.from(ringing.offer!).toString());
  const accepting = ringing.accept({ body });
  expect(['cancelled', 'rejected', 'answered']).toContain(await giveUp(world, invite, ada));
  const accepted = await world.settled('the answer', accepting);
  if (accepted.kind === 'accepted') await world.until('who answered is released', () => accepted.session.closed);
}

/** Two telephones of the carrier's network: one is heard, then the other, who answers. */
async function heardThenOther(world: World, ada: Party, carrier: ForkingCarrier): Promise<void> {
  const [first, second] = carrier.sounds;
  await carrier.early(0);
  await hear(world, ada.sound, first.toneHz);
  await carrier.early(1);
  await hear(world, ada.sound, second.toneHz);
}

async function two(world: World): Promise<[Party, Party]> {
  return (await world.parties(2)) as [Party, Party];
}

async function three(world: World): Promise<[Party, Party, Party]> {
  return (await world.parties(3)) as [Party, Party, Party];
}

async function basic(world: World): Promise<void> {
  const [ada, ben] = await two(world);
  await talk(world, ada, ben);
  await end(world, ben, ada);
  await talk(world, ada, ben);
  await end(world, ada, ben);
}

async function hold(world: World): Promise<void> {
  const [ada, ben] = await two(world);
  await talk(world, ada, ben);
  await holdAndResume(world, ada, ben);
  await holdAndResume(world, ben, ada);
  await end(world, ada, ben);
}

async function attendedTransfer(world: World): Promise<void> {
  const [ada, ben, cleo] = await three(world);
  await talk(world, ada, ben);
  const first = ben.session!;
  await world.settled('the hold', ben.change('sendonly'));
  await holding(world, ben, ada);
  // A telephone has one ear: the question is a line of its own.
  const asking = await world.another(ben);
  await talk(world, asking, cleo);
  await refer(world, first, replacing(cleo.extension, asking.session!));
  await over(world, ben, asking);
  await hearEachOther(world, ada, cleo);
  await nobodyHears(world, ben, asking);
  await end(world, cleo, ada);
}

async function blindTransfer(world: World): Promise<void> {
  const [ada, ben, cleo] = await three(world);
  await talk(world, ada, ben);
  await refer(world, ben.session!, `sip:${cleo.extension}@127.0.0.1`);
  await cleo.answer(world);
  await over(world, ben);
  await hearEachOther(world, ada, cleo);
  await nobodyHears(world, ben);
  await end(world, ada, cleo);
}

async function forkedEarlyMedia(world: World): Promise<void> {
  const [ada] = await world.parties(1);
  const carrier = await world.carrier();
  const invite = await ada!.dial('0142685300');
  await world.until('the carrier is called', () => carrier.invite);
  await heardThenOther(world, ada!, carrier);
  await carrier.answer(1);
  await ada!.connected(world, invite);
  await hear(world, ada!.sound, carrier.sounds[1].toneHz);
  await hear(world, carrier.sounds[1], ada!.sound.toneHz);
  await ada!.hangUp(world);
  await world.until('the carrier is released', () => carrier.isAcknowledged && carrier.isReleased);
}

async function forkedEarlyMediaTheFirstAnswers(world: World): Promise<void> {
  const [ada] = await world.parties(1);
  const carrier = await world.carrier();
  const invite = await ada!.dial('0142685300');
  await world.until('the carrier is called', () => carrier.invite);
  await heardThenOther(world, ada!, carrier);
  await carrier.answer(0);
  await ada!.connected(world, invite);
  await hear(world, ada!.sound, carrier.sounds[0].toneHz);
  await hear(world, carrier.sounds[0], ada!.sound.toneHz);
  await ada!.hangUp(world);
  await world.until('the carrier is released', () => carrier.isAcknowledged && carrier.isReleased);
}

async function cancelRaces(world: World): Promise<void> {
  const [ada, ben] = await two(world);
  // At once: the CANCEL waits for the first 1xx here, and towards Ben, who says nothing for 200 ms, there.
  expect(await giveUp(world, await ada.dial(ben.extension), ada)).not.toBe('answered');
  for (const invite of ben.rung.splice(0)) await isOver(world, invite);
  const invite = await ada.dial(ben.extension);
  const ringing = await world.until('it rings', () => ben.rung.shift());
  ringing.ring();
  expect(await giveUp(world, invite, ada)).not.toBe('answered');
  await isOver(world, ringing);
  await answersWhileCancelled(world, ada, ben);
  await over(world, ada, ben);
}

async function replaces(world: World): Promise<void> {
  const [ada, ben, cleo] = await three(world);
  await talk(world, ada, ben);
  const { callId, remoteTag, localTag } = ben.session!;
  // Tags as the server, which is asked, knows them (RFC 3891 3): to-tag is its own.
  const headers = [{ name: 'Replaces', value: `${callId};to-tag=${remoteTag};from-tag=${localTag}` }];
  await cleo.connected(world, await cleo.dial(ben.extension, { headers }));
  await over(world, ben);
  await hearEachOther(world, ada, cleo);
  await nobodyHears(world, ben);
  await end(world, ada, cleo);
}

async function sessionRefresh(world: World): Promise<void> {
  const [ada, ben] = await two(world);
  await talk(world, ada, ben);
  const [byPhone, byServer] = [ada, ben].map((party) => {
    const id = party.session!.callId.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
    return new RegExp(String.raw`^(UPDATE|INVITE) [\s\S]*^(Call-ID|i): ${id}\r$`, 'm');
  }) as [RegExp, RegExp];
  const before = [world.seen('in', byPhone), world.seen('out', byServer)];
  // Both asked for 90 s: the caller's telephone refreshes one session, the server the other, each at half time.
  await world.pass(100);
  await world.until('the caller refreshed', () => world.seen('in', byPhone) > before[0]!);
  await world.until('the server refreshed', () => world.seen('out', byServer) > before[1]!);
  expect([ada.released, ben.released]).toEqual([false, false]);
  await hearEachOther(world, ada, ben);
  await end(world, ben, ada);
}

async function byeCrossingReinvite(world: World): Promise<void> {
  const [ada, ben] = await two(world);
  for (const [changes, leaves] of [
    [ada, ben],
    [ben, ada],
    // On one connection: the BYE is behind the re-INVITE, or overtakes it.
    [ada, ada],
  ] as const) {
    await talk(world, ada, ben);
    const change = changes.change('sendonly');
    await leaves.hangUp(world);
    await world.settled(
      'the change',
      change.catch(() => undefined),
    );
    await over(world, ada, ben);
    await nobodyHears(world, ada, ben);
  }
}

async function bothChangeTheirMediaAtOnce(world: World): Promise<void> {
  const [ada, ben] = await two(world);
  await talk(world, ada, ben);
  const both = async (direction: 'sendonly' | 'sendrecv') => {
    const results = await world.settled('both', Promise.all([ada.change(direction), ben.change(direction)]));
    expect(results.map(({ kind }) => kind)).toEqual(['accepted', 'accepted']);
  };
  await both('sendonly');
  await nobodyHears(world, ada, ben);
  await both('sendrecv');
  await hearEachOther(world, ada, ben);
  await end(world, ada, ben);
}

async function twoTelephonesRingOneAnswers(world: World): Promise<void> {
  const [ada, ben] = await two(world);
  const second = await world.another(ben);
  const invite = await ada.dial(ben.extension);
  const other = await world.until('the other rings', () => second.rung.shift());
  other.ring();
  const reason = new Promise<string | null>((resolve) => other.onCancelled(resolve));
  await ben.answer(world);
  await ada.connected(world, invite);
  expect(await world.settled('the other stops', reason)).toMatch(/cause=200/);
  await hearEachOther(world, ada, ben);
  await end(world, ada, ben);
}

async function offerless(world: World): Promise<void> {
  const [ada, ben] = await two(world);
  const invite = await ada.dial(ben.extension, { body: '' });
  await ben.answer(world);
  const result = await world.settled('the answer', invite.result);
  if (result.kind !== 'answered') throw new Error(`not answered: ${result.kind}`);
  await ada.acknowledge(result.session, result.response.body);
  await hearEachOther(world, ada, ben);
  await end(world, ada, ben);
}

async function bothHangUpAtOnce(world: World): Promise<void> {
  const [ada, ben] = await two(world);
  await talk(world, ada, ben);
  const sessions = [ada.session!, ben.session!];
  await world.settled('both', Promise.all(sessions.map((session) => session.bye())));
  await nobodyHears(world, ada, ben);
}

async function aBusyTelephone(world: World): Promise<void> {
  const [ada, ben] = await two(world);
  const invite = await ada.dial(ben.extension);
  (await world.until('it rings', () => ben.rung.shift())).reject(486);
  const result = await world.settled('the refusal', invite.result);
  expect(result).toMatchObject({ kind: 'rejected', response: { status: 486 } });
}

/** Each plays one whole story and ends its calls. */
export const scenarios = {
  basic,
  hold,
  'attended transfer': attendedTransfer,
  'blind transfer': blindTransfer,
  'forked early media': forkedEarlyMedia,
  'forked early media, the first answers': forkedEarlyMediaTheFirstAnswers,
  'CANCEL races': cancelRaces,
  Replaces: replaces,
  'session refresh': sessionRefresh,
  'BYE crossing re-INVITE': byeCrossingReinvite,
  'both change their media at once': bothChangeTheirMediaAtOnce,
  'two telephones ring, one answers': twoTelephonesRingOneAnswers,
  'an INVITE without offer': offerless,
  'both hang up at once': bothHangUpAtOnce,
  'a busy telephone': aBusyTelephone,
} satisfies Record<string, (world: World) => Promise<void>>;

export type ScenarioName = keyof typeof scenarios;
