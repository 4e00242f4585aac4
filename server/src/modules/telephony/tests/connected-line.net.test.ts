import { describe, expect, test } from 'vitest';
import { loopbackSdp } from '@carillon/sip/testing';
import type { LiveCall } from '@carillon/api';
import { until, type Phone } from '#test/factories/telephony';
import { get, post, scene, talk } from '#test/factories/telephony-scenario';

const partyIn = (text: string): string | undefined => /^P-Asserted-Identity: .*?<sip:([^@]+)@/m.exec(text)?.[1];

/** Numbers that a telephone was told by UPDATE, in order. */
const shownTo = ({ messages }: Phone): (string | undefined)[] =>
  messages
    .filter(({ direction, text }) => direction === 'in' && text.startsWith('UPDATE '))
    .map(({ text }) => partyIn(text));

describe('the telephone shows who is on the other side (RFC 4916)', () => {
  test('who answered stands in the 200', async () => {
    const { phones } = await scene(2);
    await talk(phones[0]!, phones[1]!, '202');
    expect(partyIn((await phones[0]!.waitForMessage(/^SIP\/2.0 200[\s\S]*CSeq: \d+ INVITE/)).text)).toBe('202');
  });

  test('after "Transfer now" the kept party is told who answered', async () => {
    const { app, phones } = await scene(3);
    const [ada, ben, cleo] = phones as [Phone, Phone, Phone];
    await talk(ada, ben, '202');
    const { items } = await get<{ items: LiveCall[] }>(app, '/api/v1/live-calls', ben.user.cookie);
    await post(app, `/api/v1/live-calls/${items[0]!.id}/transfer`, ben.user.cookie, { to: '203' });
    await cleo.answerNext();
    await until('the display', () => shownTo(ada).length > 0);
    expect(shownTo(ada)).toEqual(['203']);
    expect(shownTo(cleo)).toEqual([]);
  });

  test('after "Ask first" both are told of each other; a hold that crosses it is answered too', async () => {
    const { phones } = await scene(3);
    const [ada, ben, cleo] = phones as [Phone, Phone, Phone];
    const { calleeSession } = await talk(ada, ben, '202');
    await calleeSession.reinvite({ body: loopbackSdp({ port: 9, direction: 'sendonly', version: 2 }) });
    const consultation = await talk(ben, cleo, '203');
    const { callId, localTag, remoteTag } = consultation.callerSession;
    const replaces = encodeURIComponent(`${callId};to-tag=${remoteTag};from-tag=${localTag}`);
    await calleeSession.refer({ referTo: `<sip:203@127.0.0.1?Replaces=${replaces}>` });
    const held = consultation.calleeSession.reinvite({
      body: loopbackSdp({ port: 9, direction: 'sendonly', version: 2 }),
    });
    await until('both displays', () => shownTo(ada).length > 0 && shownTo(cleo).length > 0);
    expect([shownTo(ada), shownTo(cleo)]).toEqual([['203'], ['201']]);
    expect((await held).kind).toBe('accepted');
  });

  test('a caller whose call is picked up sees by whom, who picks up sees the caller', async () => {
    const { phones } = await scene(3);
    const [ada, ben, cleo] = phones as [Phone, Phone, Phone];
    void ada.call('202');
    const ringing = await ben.nextCall();
    ringing.ring();
    await ada.waitForMessage(/^SIP\/2.0 180/);
    const value = `${ringing.callId};to-tag=${ringing.remoteTag};from-tag=${ringing.localTag};early-only`;
    await cleo.call('202', { headers: [{ name: 'Replaces', value }] }).result;
    const answered = /^SIP\/2.0 200[\s\S]*CSeq: \d+ INVITE/;
    expect(partyIn((await cleo.waitForMessage(answered)).text)).toBe('201');
    expect(partyIn((await ada.waitForMessage(answered)).text)).toBe('203');
  });
});
