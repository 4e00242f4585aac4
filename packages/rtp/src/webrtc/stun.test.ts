import { describe, expect, test } from 'vitest';
import { IceLiteAgent } from './ice-lite.ts';
import { bindingSuccess, readBindingRequest } from './stun.ts';

const password = 'VOkJxbRl1RmTxUk/WvJxBt';

/** RFC 5769 2.1. */
const sampleRequest = Buffer.from(
  '000100582112a442b7e7a701bc34d686fa87dfae802200105354554e207465737420636c69656e74' +
    '002400046e0001ff80290008932ff9b151263b36000600096576746a3a683676592020200008001' +
    '49aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a280280004e57a3bcf',
  'hex',
);

describe('STUN', () => {
  test('reads and authenticates the sample of RFC 5769', () => {
    const request = readBindingRequest(sampleRequest, password);
    expect(request).toMatchObject({ username: 'evtj:h6vY', isPeerControlled: true, nominates: false });
  });

  test('refuses a wrong password and any changed byte', () => {
    expect(readBindingRequest(sampleRequest, 'another')).toBeUndefined();
    for (let index = 0; index < 96; index += 1) {
      const forged = Buffer.from(sampleRequest);
      forged[index] = forged[index]! ^ 1;
      expect(readBindingRequest(forged, password), `byte ${index}`).toBeUndefined();
    }
  });

  test('never reads past a cut message', () => {
    for (let length = 0; length < sampleRequest.length; length += 1) {
      expect(readBindingRequest(sampleRequest.subarray(0, length), password)).toBeUndefined();
    }
  });

  test('answers as RFC 5769 2.2 and 2.3 mask addresses', () => {
    const request = readBindingRequest(sampleRequest, password)!;
    const answer4 = bindingSuccess(request, { address: '192.0.2.1', port: 32_853 }, password);
    expect(answer4.toString('hex')).toContain('002000080001a147e112a643');
    const answer6 = bindingSuccess(
      request,
      { address: '2001:db8:1234:5678:11:2233:4455:6677', port: 32_853 },
      password,
    );
    expect(answer6.toString('hex')).toContain('002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9');
  });
});

describe('the lite agent', () => {
  test('tells a peer that thinks we control to take control, and sends nowhere', () => {
    const agent = new IceLiteAgent({ ufrag: 'evtj', pwd: password });
    const answer = agent.answer(sampleRequest, { address: '127.0.0.1', port: 5_000 });
    expect(answer?.readUInt16BE(0)).toBe(0x0111);
    expect(agent.selected).toBeNull();
  });

  test('ignores a check for somebody else', () => {
    const agent = new IceLiteAgent({ ufrag: 'other', pwd: password });
    expect(agent.answer(sampleRequest, { address: '127.0.0.1', port: 5_000 })).toBeNull();
    const known = new IceLiteAgent({ ufrag: 'evtj', pwd: password });
    known.setRemote('someone');
    expect(known.answer(sampleRequest, { address: '127.0.0.1', port: 5_000 })).toBeNull();
  });
});
