/** Documents of the event packages: well-formed, escaped, and what the RFCs say. */
import { describe, expect, test } from 'vitest';
import { findPart } from '../../multipart.ts';
import { parseContentType } from '../../headers/structured.ts';
import { conferenceInfo } from './conference-info.ts';
import { dialogInfo } from './dialog-info.ts';
import type { WatchedDialog } from './dialog-info.ts';
import { messageSummary } from './message-summary.ts';
import { presenceDocument, readPresence } from './presence.ts';
import { registrationInfo } from './registration-info.ts';
import { resourceList } from './resource-list.ts';
import { findAll, readXml } from './xml-reader.ts';
import type { XmlElement } from './xml-reader.ts';

const read = ({ body }: { readonly body: string }): XmlElement => {
  const root = readXml(body);
  if (root === null) throw new Error(`not well-formed: ${body}`);
  return root;
};
const of = (root: XmlElement, name: string): XmlElement => findAll(root, name)[0]!;
const NASTY = `<"Bobby" & 'O]]>\u0007\ud800 é`;
const READ_BACK = `<"Bobby" & 'O]]>\ufffd\ufffd é`;

const dialog: WatchedDialog = {
  id: 'call-1',
  direction: 'recipient',
  state: 'early',
  ids: { callId: 'abc@host', localTag: 'mine', remoteTag: 'theirs' },
  remote: { uri: 'sip:+33123456789@example.com', name: NASTY },
  isHeld: false,
};

describe('dialog (RFC 4235)', () => {
  test('a call that rings: who, which way, and what takes it over', () => {
    const root = read(dialogInfo('sip:201@example.com', 3, [dialog]));
    expect(root.name).toBe('dialog-info');
    expect(Object.fromEntries(root.attributes)).toEqual({
      xmlns: 'urn:ietf:params:xml:ns:dialog-info',
      version: '3',
      state: 'full',
      entity: 'sip:201@example.com',
    });
    expect(Object.fromEntries(of(root, 'dialog').attributes)).toEqual({
      id: 'call-1',
      'call-id': 'abc@host',
      'local-tag': 'mine',
      'remote-tag': 'theirs',
      direction: 'recipient',
    });
    expect(of(root, 'state').text).toBe('early');
    const identity = of(of(root, 'remote'), 'identity');
    expect([identity.attributes.get('display'), identity.text]).toEqual([READ_BACK, 'sip:+33123456789@example.com']);
    // The order of the schema: state, local, remote.
    expect(of(root, 'dialog').children.map(({ name }) => name)).toEqual(['state', 'local', 'remote']);
  });

  test('an idle line is a terminated dialog, never an empty document', () => {
    const root = read(dialogInfo('sip:201@example.com', 0, []));
    expect(findAll(root, 'dialog')).toHaveLength(1);
    expect(findAll(root, 'state').map(({ text }) => text)).toEqual(['terminated']);
  });

  test('a held call renders no media; an anonymous one has no remote', () => {
    const root = read(dialogInfo('sip:201@example.com', 0, [{ ...dialog, ids: null, remote: null, isHeld: true }]));
    expect(Object.fromEntries(of(root, 'param').attributes)).toEqual({ pname: '+sip.rendering', pval: 'no' });
    expect(findAll(root, 'remote')).toEqual([]);
    expect(of(root, 'dialog').attributes.has('call-id')).toBe(false);
  });
});

test('message-summary (RFC 3842): waiting or not, the account, the counts', () => {
  expect(messageSummary('sip:201@example.com', { unheard: 2, heard: 8 })).toEqual({
    contentType: 'application/simple-message-summary',
    body: 'Messages-Waiting: yes\r\nMessage-Account: sip:201@example.com\r\nVoice-Message: 2/8 (0/0)\r\n',
  });
  expect(messageSummary('sip:a@b', { unheard: 0, heard: 3 }).body).toContain('Messages-Waiting: no\r\n');
});

describe('presence (RFC 3863, 4480)', () => {
  test('what is written is read back', () => {
    const document = presenceDocument('sip:201@example.com', {
      isOpen: true,
      activities: ['away', 'busy'],
      note: NASTY,
    });
    const root = read(document);
    expect(root.attributes.get('entity')).toBe('sip:201@example.com');
    expect(root.children.map(({ name }) => name)).toEqual(['tuple', 'person']);
    expect(readPresence(Buffer.from(document.body))).toEqual({
      isOpen: true,
      activities: ['away', 'busy'],
      note: READ_BACK,
    });
  });

  test('closed, and with other prefixes', () => {
    const text = `<?xml version='1.0'?><!-- phone --><p:presence xmlns:p='urn:ietf:params:xml:ns:pidf' entity='sip:a@b'>
      <p:tuple id='x'><p:status><p:basic>closed</p:basic></p:status></p:tuple>
      <d:person xmlns:d='urn:d'><r:activities xmlns:r='urn:r'><r:on-the-phone/></r:activities></d:person></p:presence>`;
    expect(readPresence(Buffer.from(text))).toEqual({ isOpen: false, activities: ['on-the-phone'], note: '' });
  });

  test.each([
    ['nothing', ''],
    ['text', 'away'],
    ['another document', '<dialog-info/>'],
    ['a document type', '<!DOCTYPE a [<!ENTITY b "c">]><presence>&b;</presence>'],
    ['an unknown entity', '<presence>&b;</presence>'],
    ['a bare ampersand', '<presence>a & b</presence>'],
    ['elements that cross', '<presence><a><b></a></b></presence>'],
    ['no end', '<presence><tuple>'],
    ['two roots', '<presence/><presence/>'],
    ['text after it', '<presence/>x'],
    ['an attribute twice', '<presence a="1" a="2"/>'],
    ['an end without begin', '</presence>'],
    ['too deep', `${'<a>'.repeat(40)}${'</a>'.repeat(40)}`],
    ['too long', `<presence>${'a'.repeat(70_000)}</presence>`],
  ])('%s is not read', (_name, text) => {
    expect(readPresence(Buffer.from(text))).toBeNull();
  });

  test('a hostile document is refused in no time', () => {
    const started = performance.now();
    for (const text of [
      '<a '.repeat(20_000),
      `<a ${'b="'.repeat(20_000)}`,
      '<!--'.repeat(15_000),
      '&'.repeat(60_000),
    ]) {
      expect(readXml(text)).toBeNull();
    }
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

test('conference (RFC 4575): the room, how many, and who', () => {
  const parties = [
    { id: 'one', uri: 'sip:201@example.com', name: NASTY },
    { id: 'two', uri: 'sip:anonymous@anonymous.invalid', name: null },
  ];
  const root = read(conferenceInfo('sip:800@example.com', 2, { name: 'Board & co', mostParties: 9, parties }));
  expect(Object.fromEntries(root.attributes)).toMatchObject({
    entity: 'sip:800@example.com',
    state: 'full',
    version: '2',
  });
  expect(root.children.map(({ name }) => name)).toEqual(['conference-description', 'conference-state', 'users']);
  expect(findAll(root, 'user-count').map(({ text }) => text)).toEqual(['2']);
  expect(findAll(root, 'display-text').map(({ text }) => text)).toEqual(['Board & co', READ_BACK]);
  expect(findAll(root, 'user').map(({ attributes }) => attributes.get('entity'))).toEqual(
    parties.map(({ uri }) => uri),
  );
  expect(findAll(root, 'status').map(({ text }) => text)).toEqual(['connected', 'connected']);
});

test('reg (RFC 3680): each binding with its seconds left', () => {
  const binding = {
    uri: 'sip:a@192.0.2.1',
    q: 0.5,
    callId: 'c',
    cseq: 7,
    registeredAt: 0,
    expiresAt: 60_500,
    path: [],
    params: [],
  };
  const root = read(registrationInfo('sip:ada@example.com', 1, { bindings: [binding], nowMilliseconds: 500 }));
  expect(of(root, 'registration').attributes.get('state')).toBe('active');
  expect(of(root, 'contact').attributes.get('expires')).toBe('60');
  expect(of(root, 'uri').text).toBe('sip:a@192.0.2.1');
  const none = read(registrationInfo('sip:ada@example.com', 2, { bindings: [], nowMilliseconds: 0 }));
  expect(of(none, 'registration').attributes.get('state')).toBe('terminated');
});

describe('lists (RFC 4662)', () => {
  const member = (name: string) => ({
    uri: `sip:${name.length}@b`,
    name,
    body: messageSummary(name, { unheard: 0, heard: 0 }),
  });

  test('an index and a part for each member, found by its Content-ID', () => {
    const { contentType, body } = resourceList('sip:team@b', {
      version: 4,
      full: true,
      members: [member('Ada'), member(NASTY)],
    });
    const type = parseContentType(contentType)!;
    expect(type.type).toBe('multipart/related');
    const index = readXml(Buffer.from(findPart(type, Buffer.from(body), 'application/rlmi+xml')!).toString())!;
    expect([index.name, index.attributes.get('version'), index.attributes.get('fullState')]).toEqual([
      'list',
      '4',
      'true',
    ]);
    expect(findAll(index, 'name').map(({ text }) => text)).toEqual(['Ada', READ_BACK]);
    const cids = findAll(index, 'instance').map(({ attributes }) => attributes.get('cid')!);
    for (const cid of cids) expect(body).toContain(`Content-ID: <${cid}>\r\n`);
    expect(contentType).toContain('start="<4.0@list>"');
  });

  test('a name that holds the delimiter does not end a part', () => {
    const { contentType, body } = resourceList('sip:team@b', { version: 0, full: false, members: [member('--list0')] });
    expect(contentType).toContain('boundary="list1"');
    expect(body.split('--list1')).toHaveLength(4);
  });
});
