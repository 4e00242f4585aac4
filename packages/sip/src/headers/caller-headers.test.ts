import { describe, expect, it } from 'vitest';
import { formatDiversion, readDiversions } from './diversion.ts';
import { diversionsOfHistory, formatHistoryEntry, historyOfDiversions, readHistoryInfo } from './history-info.ts';
import { formatRemotePartyId, readRemotePartyIds } from './remote-party-id.ts';

const message = (name: string, ...values: string[]) => ({ headers: values.map((value) => ({ name, value })) });

describe('Diversion (RFC 5806)', () => {
  it.each([
    [
      '<sip:a@h>;reason=user-busy;privacy=off;counter=2',
      { uri: 'sip:a@h', reason: 'user-busy', privacy: 'off', counter: 2 },
    ],
    [
      '"Ada" <tel:+331>;reason=NO-ANSWER',
      { displayName: 'Ada', uri: 'tel:+331', reason: 'no-answer', privacy: 'off', counter: 1 },
    ],
    ['<sip:a@h>;reason="my own";counter=0', { uri: 'sip:a@h', reason: 'unknown', privacy: 'off', counter: 1 }],
    ['<sip:a@h>;privacy=strange;counter=x', { uri: 'sip:a@h', reason: 'unknown', privacy: 'full', counter: 1 }],
  ])('%s', (value, expected) => {
    expect(readDiversions(message('Diversion', value))).toEqual([expected]);
  });

  it('keeps the order, the latest first, over lines and lists; leaves out what is malformed', () => {
    const read = readDiversions(message('Diversion', '<sip:c@h>, not an address', '<sip:a@h>;reason=away'));
    expect(read.map(({ uri }) => uri)).toEqual(['sip:c@h', 'sip:a@h']);
  });

  it('writes what it reads', () => {
    const diversion = { displayName: 'A "B"', uri: 'sip:a@h', reason: 'away', privacy: 'full', counter: 3 } as const;
    expect(readDiversions(message('Diversion', formatDiversion(diversion)))).toEqual([diversion]);
  });
});

describe('History-Info (RFC 7044, RFC 7544)', () => {
  it('reads index, target, causes and privacy', () => {
    const value =
      '<sip:b@h?Reason=SIP%3Bcause%3D302%3Btext%3D%22Moved%22&Privacy=history>;index=1, "C" <sip:c@h;cause=486>;index=1.1;mp=1';
    expect(readHistoryInfo(message('History-Info', value))).toEqual([
      { uri: 'sip:b@h', index: '1', target: null, leftBecause: 302, cause: null, isPrivate: true },
      {
        displayName: 'C',
        uri: 'sip:c@h;cause=486',
        index: '1.1',
        target: { how: 'mp', index: '1' },
        leftBecause: null,
        cause: 486,
        isPrivate: false,
      },
    ]);
  });

  it('leaves out entries without index, or with one that is none', () => {
    expect(readHistoryInfo(message('History-Info', '<sip:b@h>, <sip:c@h>;index=1..2, nonsense'))).toEqual([]);
  });

  it.each([
    ['unconditional', 302],
    ['user-busy', 486],
    ['no-answer', 408],
    ['deflection', 480],
    ['unavailable', 503],
    ['unknown', 404],
  ] as const)('%s is cause %i both ways', (reason, cause) => {
    const history = historyOfDiversions([{ uri: 'sip:b@h', reason, privacy: 'off', counter: 1 }], 'sip:c@h');
    expect(history.map(formatHistoryEntry)).toEqual(['<sip:b@h>;index=1', `<sip:c@h;cause=${cause}>;index=1.1;mp=1`]);
    expect(diversionsOfHistory(history)).toEqual([{ uri: 'sip:b@h', reason, privacy: 'off', counter: 1 }]);
  });

  it('keeps two diversions apart, latest first, and hides who wants to be hidden', () => {
    const diversions = [
      { uri: 'sip:c@h', reason: 'no-answer', privacy: 'full', counter: 1 },
      { displayName: 'B', uri: 'sip:b@h', reason: 'user-busy', privacy: 'off', counter: 1 },
    ] as const;
    const values = historyOfDiversions(diversions, 'sip:d@h').map(formatHistoryEntry);
    expect(values).toEqual([
      'B <sip:b@h>;index=1',
      '<sip:c@h;cause=486?Privacy=history>;index=1.1;mp=1',
      '<sip:d@h;cause=408>;index=1.1.1;mp=1.1',
    ]);
    expect(diversionsOfHistory(readHistoryInfo(message('History-Info', ...values)))).toEqual(diversions);
  });

  it('understands the older way: the reason stands in the entry that was left (RFC 4244)', () => {
    const value = '<sip:b@h?Reason=SIP%3Bcause%3D486>;index=1, <sip:c@h>;index=2';
    expect(diversionsOfHistory(readHistoryInfo(message('History-Info', value)))).toEqual([
      { uri: 'sip:b@h', reason: 'user-busy', privacy: 'off', counter: 1 },
    ]);
  });

  it('takes a mere routing step (rc) for no diversion', () => {
    const value = '<sip:b@h>;index=1, <sip:b@192.0.2.1>;index=1.1;rc=1';
    expect(diversionsOfHistory(readHistoryInfo(message('History-Info', value)))).toEqual([]);
  });
});

describe('Remote-Party-ID', () => {
  it.each([
    ['<sip:a@h>', { uri: 'sip:a@h', party: 'calling', privacy: 'off', isScreened: false }],
    [
      '"A" <sip:a@h>;party=called;screen=yes;privacy=full',
      { displayName: 'A', uri: 'sip:a@h', party: 'called', privacy: 'full', isScreened: true },
    ],
    ['<sip:a@h>;privacy=uri-network', { uri: 'sip:a@h', party: 'calling', privacy: 'full', isScreened: false }],
    ['<sip:a@h>;privacy=off-network', { uri: 'sip:a@h', party: 'calling', privacy: 'off', isScreened: false }],
  ])('%s', (value, expected) => {
    expect(readRemotePartyIds(message('Remote-Party-ID', value))).toEqual([expected]);
  });

  it('writes what it reads, and leaves out what is malformed', () => {
    const id = { displayName: 'A', uri: 'sip:a@h', party: 'calling', privacy: 'full', isScreened: true } as const;
    expect(readRemotePartyIds(message('Remote-Party-ID', 'nothing', formatRemotePartyId(id)))).toEqual([id]);
  });
});
