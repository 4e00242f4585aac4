import type { LiveCall, ReplyOf, telephonyOperations } from '@carillon/api';
import { createSipEndpoint, type Flow, type IncomingInvite, type SipEndpoint, type WebSocketLike } from '@carillon/sip';
import { loopbackSdp } from '@carillon/sip/testing';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { makeUser, type TestUser } from '#test/factories/identity';
import { makePhone, until, type TelephonyApp } from '#test/factories/telephony';
import { endedCalls, get, scene } from '#test/factories/telephony-scenario';

type Browser = {
  endpoint: SipEndpoint;
  flow: Flow;
  socket: WebSocket;
  uri: string;
  nextCall: () => Promise<IncomingInvite>;
  register: (uri?: string) => Promise<number>;
};

const ports = new WeakMap<TelephonyApp, Promise<number>>();

function httpPort(app: TelephonyApp): Promise<number> {
  const known = ports.get(app) ?? app.http.listen('127.0.0.1', 0);
  ports.set(app, known);
  return known;
}

function toSocketLike(socket: WebSocket): WebSocketLike {
  return {
    send: (data) => socket.send(data),
    close: () => socket.close(),
    onMessage: (callback) => void socket.on('message', (data: Buffer) => callback(data.toString())),
    onClose: (callback) => void socket.on('close', () => callback()),
    remoteAddress: '127.0.0.1',
    remotePort: 1,
  };
}

/** The telephone in a page: SIP over the WebSocket that the session cookie opened. */
async function makeBrowser(app: TelephonyApp, user: TestUser): Promise<Browser> {
  const softphone = await get<ReplyOf<typeof telephonyOperations.getSoftphone>>(app, '/api/v1/softphone', user.cookie);
  const socket = new WebSocket(`ws://127.0.0.1:${await httpPort(app)}/sip`, ['sip'], {
    headers: { cookie: user.cookie },
  });
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  const endpoint = createSipEndpoint();
  // Gives it an address to write into Via; nothing comes there.
  await endpoint.addUdp({ address: '127.0.0.1', port: 0 });
  const calls: IncomingInvite[] = [];
  endpoint.onInvite((invite) => calls.push(invite));
  const flow = endpoint.acceptWebSocket(toSocketLike(socket));
  onTestFinished(() => endpoint.close());
  const register = async (uri = softphone.uri) => {
    const result = await endpoint.request({
      method: 'REGISTER',
      uri: 'sip:127.0.0.1',
      flow,
      from: `<${uri}>`,
      to: `<${uri}>`,
      contact: '<sip:abc@x.invalid;transport=ws>',
    });
    return result.kind === 'response' ? result.response.status : 0;
  };
  const nextCall = () => until('a call in the browser', () => calls.shift());
  return { endpoint, flow, socket, uri: softphone.uri, nextCall, register };
}

const live = async (app: TelephonyApp, user: TestUser) =>
  (await get<{ items: LiveCall[] }>(app, '/api/v1/live-calls', user.cookie)).items;

const browserLeg = (app: TelephonyApp) => app.modules.media.open().find((leg) => leg.options.transport === 'webrtc')!;

test('a browser registers without a password, as its own user only', async () => {
  const { app, phones } = await scene(1);
  const browser = await makeBrowser(app, phones[0]!.user);
  expect(await browser.register()).toBe(200);
  expect(await browser.register('sip:somebody@127.0.0.1')).toBe(403);
});

test('nobody opens the connection without a session', async () => {
  const { app } = await scene(0);
  const socket = new WebSocket(`ws://127.0.0.1:${await httpPort(app)}/sip`, ['sip']);
  const status = await new Promise((resolve) =>
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode)).on('error', () => undefined),
  );
  expect(status).toBe(401);
});

test('a browser counts as answered only when its sound is up; until then the others ring on', async () => {
  const { app, organizationId, phones } = await scene(1);
  const ben = await makeUser(app, { organizationId, extension: '300' });
  const desk = await makePhone(app, { user: ben });
  const browser = await makeBrowser(app, ben);
  await browser.register();
  const invite = phones[0]!.call('300');
  const ringing = await desk.nextCall();
  ringing.ring();
  await (await browser.nextCall()).accept({ body: loopbackSdp({ port: 9 }) });
  await until('the answer of the browser', () => browserLeg(app)?.codec !== null);
  expect(ringing.state).toBe('pending');
  expect((await live(app, phones[0]!.user))[0]).toMatchObject({ state: 'ringing' });
  browserLeg(app).happen('ready');
  expect((await invite.result).kind).toBe('answered');
  await until('the desk telephone stops', () => ringing.state === 'cancelled');
  const [call] = await live(app, ben);
  expect(call).toMatchObject({ state: 'connected', deviceKind: 'browser' });
});

test('a browser whose sound never comes up is given up, and the desk telephone can still answer', async () => {
  const { app, organizationId, phones } = await scene(1);
  const ben = await makeUser(app, { organizationId, extension: '300' });
  const desk = await makePhone(app, { user: ben });
  const browser = await makeBrowser(app, ben);
  await browser.register();
  const invite = phones[0]!.call('300');
  const ringing = await desk.nextCall();
  ringing.ring();
  const accepted = await (await browser.nextCall()).accept({ body: loopbackSdp({ port: 9 }) });
  if (accepted.kind === 'gone') throw new Error('gone');
  const released = new Promise((resolve) => accepted.session.onBye(resolve));
  await until('the answer of the browser', () => browserLeg(app)?.codec !== null);
  await app.clock.advance(8_000);
  await released;
  await ringing.accept({ body: loopbackSdp({ port: 9 }) });
  expect((await invite.result).kind).toBe('answered');
});

test('a browser that vanishes in a call has 15 seconds to come back', async () => {
  const { app, organizationId, phones } = await scene(1);
  const ben = await makeUser(app, { organizationId, extension: '300' });
  const browser = await makeBrowser(app, ben);
  await browser.register();
  const invite = phones[0]!.call('300');
  await (await browser.nextCall()).accept({ body: loopbackSdp({ port: 9 }) });
  await until('the answer of the browser', () => browserLeg(app)?.codec !== null);
  browserLeg(app).happen('ready');
  const result = await invite.result;
  if (result.kind !== 'answered') throw new Error('not answered');
  const ended = new Promise((resolve) => result.session.onBye(resolve));
  browser.socket.terminate();
  await until(
    'the loss is seen',
    async () =>
      !(await get<{ items: { userId: string; reachable: boolean }[] }>(app, '/api/v1/team', ben.cookie)).items.find(
        (m) => m.userId === ben.id,
      )!.reachable,
  );
  await app.clock.advance(14_000);
  expect(await live(app, ben)).toHaveLength(1);
  await app.clock.advance(1_500);
  await ended;
  expect((await endedCalls(app))[0]).toMatchObject({ hangupCause: 'connection_lost', outcome: 'answered' });
});

test('a browser that comes back in time keeps its call', async () => {
  const { app, organizationId, phones } = await scene(1);
  const ben = await makeUser(app, { organizationId, extension: '300' });
  const browser = await makeBrowser(app, ben);
  await browser.register();
  const invite = phones[0]!.call('300');
  await (await browser.nextCall()).accept({ body: loopbackSdp({ port: 9 }) });
  await until('the answer of the browser', () => browserLeg(app)?.codec !== null);
  browserLeg(app).happen('ready');
  expect((await invite.result).kind).toBe('answered');
  browser.socket.terminate();
  await app.clock.advance(5_000);
  expect(await (await makeBrowser(app, ben)).register()).toBe(200);
  await app.clock.advance(15_000);
  expect(await live(app, ben)).toMatchObject([{ state: 'connected' }]);
});
