import type { TeamMember } from '@carillon/api';
import { PIDF, headerValue, type SipHeader } from '@carillon/sip';
import { describe, expect, test } from 'vitest';
import { until, type Phone, type TelephonyApp } from '#test/factories/telephony';
import { get, scene, talk } from '#test/factories/telephony-scenario';

const pidf = (activity: string, basic = 'open'): string =>
  `<?xml version="1.0"?><presence xmlns="urn:ietf:params:xml:ns:pidf" entity="sip:201@127.0.0.1"><tuple id="a"><status><basic>${basic}</basic></status></tuple>` +
  `<dm:person xmlns:dm="urn:ietf:params:xml:ns:pidf:data-model" xmlns:r="urn:ietf:params:xml:ns:pidf:rpid" id="p"><r:activities>${activity === '' ? '' : `<r:${activity}/>`}</r:activities></dm:person></presence>`;

/** PUBLISH of a telephone; the status and the entity tag. */
async function publish(phone: Phone, body: string | null, headers: readonly SipHeader[] = [], target = '201') {
  const result = await phone.send('PUBLISH', target, {
    headers: [{ name: 'Event', value: 'presence' }, ...headers],
    ...(body === null ? {} : { body, contentType: PIDF }),
  });
  if (result.kind !== 'response') throw new Error(result.kind);
  return { status: result.response.status, tag: headerValue(result.response, 'SIP-ETag') ?? '' };
}

const availability = async (app: TelephonyApp, phone: Phone) => {
  const { items } = await get<{ items: TeamMember[] }>(app, '/api/v1/team', phone.user.cookie);
  return items.find(({ userId }) => userId === phone.user.id)!.availability;
};
const choose = (app: TelephonyApp, phone: Phone, chosen: string) =>
  app.inject({
    method: 'PUT',
    url: '/api/v1/availability',
    headers: { cookie: phone.user.cookie },
    payload: { availability: chosen },
  });

describe('presence', () => {
  test('what the page and the telephone say is one and the same, and colleagues see it', async () => {
    const { app, phones } = await scene(2);
    const [ada, ben] = phones as [Phone, Phone];
    const watch = ben.subscribe('201', 'presence');
    const seen = () => Buffer.from(watch.notifies.at(-1)?.body ?? '').toString();
    await until('open', () => /<basic>open/.test(seen()) && !/rpid:(away|busy)/.test(seen()));
    expect((await choose(app, ada, 'away')).statusCode).toBe(200);
    await until('away by page', () => /<rpid:away\/>/.test(seen()));
    const { status, tag } = await publish(ada, pidf('busy'));
    expect(status).toBe(200);
    expect(await availability(app, ada)).toBe('do_not_disturb');
    await until('busy by telephone', () => /<rpid:busy\/>/.test(seen()));
    // The telephone's key is off again.
    expect((await publish(ada, pidf(''), [{ name: 'SIP-If-Match', value: tag }])).status).toBe(200);
    expect(await availability(app, ada)).toBe('available');
    await until('free', () => !/rpid:(away|busy)/.test(seen()));
  });

  test('a call is seen, and the telephone gone', async () => {
    const { phones } = await scene(3);
    const [ada, ben, eve] = phones as [Phone, Phone, Phone];
    const watch = eve.subscribe('202', 'presence');
    const seen = () => Buffer.from(watch.notifies.at(-1)?.body ?? '').toString();
    const { callerSession } = await talk(ada, ben, '202');
    await until('talking', () => /on-the-phone/.test(seen()));
    await callerSession.bye();
    await until('silent', () => !/on-the-phone/.test(seen()));
    expect(seen()).toContain('<basic>open');
    await ben.register(0);
    await until('closed', () => /<basic>closed/.test(seen()));
  });

  test('taking a publication back, or letting it run out, leaves what was chosen since', async () => {
    const { app, phones } = await scene(1);
    const ada = phones[0]!;
    const first = await publish(ada, pidf('away'));
    await choose(app, ada, 'do_not_disturb');
    const expires0 = [
      { name: 'Expires', value: '0' },
      { name: 'SIP-If-Match', value: first.tag },
    ];
    expect((await publish(ada, null, expires0)).status).toBe(200);
    expect(await availability(app, ada)).toBe('do_not_disturb');
    await publish(ada, pidf('away'), [{ name: 'Expires', value: '60' }]);
    expect(await availability(app, ada)).toBe('away');
    await app.clock.advance(61_000);
    await until('available again', async () => (await availability(app, ada)) === 'available');
  });

  test('not for somebody else, not what is no presence, not under a tag of yesterday', async () => {
    const { app, phones } = await scene(2);
    const ada = phones[0]!;
    expect((await publish(ada, pidf('away'), [], '202')).status).toBe(403);
    expect((await publish(ada, '<html/>')).status).toBe(400);
    expect((await publish(ada, pidf('away'), [{ name: 'SIP-If-Match', value: 'old' }])).status).toBe(412);
    expect(await availability(app, ada)).toBe('available');
  });
});
