import { afterEach, describe, expect, it } from 'vitest';
import { createSipEndpoint, type SipEndpoint } from '@carillon/sip';
import { startCarrier, type Carrier } from './carrier.ts';
import { describeOffer, readAnswer } from './descriptions.ts';
import { MediaSession } from './media-session.ts';

const address = '127.0.0.1';
const open: { close(): unknown }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((thing) => thing.close()));
});

async function customer(): Promise<{ endpoint: SipEndpoint; port: number }> {
  const endpoint = createSipEndpoint();
  open.push(endpoint);
  return { endpoint, port: (await endpoint.addUdp({ address, port: 0 })).port };
}

async function carrier(customerPort: number): Promise<Carrier> {
  const started = await startCarrier({
    host: address,
    port: 0,
    controlPort: 0,
    customer: { host: address, port: customerPort },
    account: { username: 'sandbox', password: 'sandbox' },
  });
  open.push(started);
  return started;
}

async function call(endpoint: SipEndpoint, to: string, port: number) {
  const media = await MediaSession.open(address);
  open.push(media);
  const offer = describeOffer({ address, port: media.port });
  const invite = endpoint.invite({
    uri: `sip:${to}@${address}:${port}`,
    from: `<sip:+33199001234@${address}>`,
    body: offer.sdp,
  });
  return { media, offer, invite, result: await invite.result };
}

describe('the sandbox carrier', () => {
  it.each([
    ['0199000003', 486],
    ['0199000005', 404],
    ['0199000008', 603],
    ['0199000011', 503],
  ])('a call to %s is refused with %i', async (number, status) => {
    const { endpoint, port } = await customer();
    const { result } = await call(endpoint, number, (await carrier(port)).port);
    expect(result).toMatchObject({ kind: 'rejected', response: { status } });
  });

  it('hears digits and says which, and ends when the customer hangs up', async () => {
    const { endpoint, port } = await customer();
    const sandbox = await carrier(port);
    const { media, offer, result } = await call(endpoint, '0199000009', sandbox.port);
    if (result.kind !== 'answered') throw new Error(result.kind);
    const audio = readAnswer(offer.description, new TextDecoder().decode(result.response.body));
    if (!audio) throw new Error('no audio');
    media.negotiated(audio);
    media.speak({ kind: 'echo' });
    media.sendDigits('42#');
    await expect.poll(() => sandbox.log.calls[0]?.digits, { timeout: 5000 }).toBe('42#');
    await result.session.bye();
    await expect.poll(() => sandbox.log.calls[0]?.ended, { timeout: 5000 }).toMatch(/^ended/);
  });

  it('calls the customer on command and says who hung up', async () => {
    const { endpoint, port } = await customer();
    const sandbox = await carrier(port);
    endpoint.onInvite((invite) => invite.reject(486));
    const placed = await sandbox.call({ to: '+33199001234', from: null, sound: 'tone', talkSeconds: 1, digits: '' });
    expect(placed).toMatchObject({ kind: 'refused', status: 486 });
    expect(sandbox.log.calls[0]).toMatchObject({ direction: 'to_customer', from: 'anonymous', ended: 'refused 486' });
  });

  it('lets a trunk register with the right password only', async () => {
    const { endpoint, port } = await customer();
    const sandbox = await carrier(port);
    const register = (password: string) =>
      endpoint.request({
        method: 'REGISTER',
        uri: `sip:${address}:${sandbox.port}`,
        from: `<sip:sandbox@${address}>`,
        to: `<sip:sandbox@${address}>`,
        contact: `<sip:trunk@${address}:${port}>`,
        headers: [{ name: 'Expires', value: '600' }],
        credentials: { username: 'sandbox', password },
      });
    expect(await register('wrong')).toMatchObject({ kind: 'response', response: { status: 403 } });
    expect(sandbox.registeredContacts()).toEqual([]);
    expect(await register('sandbox')).toMatchObject({ kind: 'response', response: { status: 200 } });
    expect(sandbox.registeredContacts()).toEqual([`sip:trunk@${address}:${port}`]);
  });
});
