import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseContentType } from './headers/structured.ts';
import { findPart } from './multipart.ts';

const find = (type: string, lines: readonly string[]): string | null => {
  const part = findPart(parseContentType(type)!, Buffer.from(lines.join('\r\n')), 'application/sdp');
  return part === null ? null : Buffer.from(part).toString();
};

test('finds the SDP part in alternatives, mixed and nested bodies', () => {
  const sdp = ['Content-Type: application/sdp', 'Content-Disposition: session', '', 'v=0', 's=-', ''];
  const isup = [
    'Content-Type: application/isup;version=nxv3',
    'Content-Disposition: signal;handling=optional',
    '',
    'x',
  ];
  expect(find('multipart/mixed;boundary=b1', ['--b1', ...isup, '--b1', ...sdp, '--b1--', ''])).toBe('v=0\r\ns=-\r\n');
  expect(find('multipart/alternative; boundary="b 1"', ['preamble', '--b 1  ', ...sdp, '--b 1--'])).toBe(
    'v=0\r\ns=-\r\n',
  );
  const inner = ['Content-type: multipart/alternative;', '  boundary=in', '', '--in', ...sdp, '--in--', ''];
  expect(find('Multipart/Mixed;boundary=out', ['--out', ...isup, '--out', ...inner, '--out--'])).toBe('v=0\r\ns=-\r\n');
});

test('a boundary counts only on a line of its own, and the last part must be closed', () => {
  const part = ['Content-Type: application/sdp', '', 'v=0 --b', '--bb', ' --b', '--b--'];
  expect(find('multipart/mixed;boundary=b', ['--b', ...part])).toBe('v=0 --b\r\n--bb\r\n --b');
  expect(find('multipart/mixed;boundary=b', ['--b', ...part.slice(0, -1)])).toBe(null);
});

test('nothing to find: no boundary, no such part, encoded, without type, nested too deep', () => {
  expect(find('multipart/mixed', ['--b', 'Content-Type: application/sdp', '', 'v=0', '--b--'])).toBe(null);
  expect(find('multipart/mixed;boundary=b', ['--b', 'Content-Type: text/plain', '', 'v=0', '--b--'])).toBe(null);
  const coded = ['Content-Type: application/sdp', 'Content-Transfer-Encoding: base64', '', 'dj0w'];
  expect(find('multipart/mixed;boundary=b', ['--b', ...coded, '--b--'])).toBe(null);
  expect(find('multipart/mixed;boundary=b', ['--b', '', 'v=0', '--b--'])).toBe(null);
  const deep = (levels: number): string[] => {
    if (levels === 0) return ['Content-Type: application/sdp', '', 'v=0'];
    return [
      `Content-Type: multipart/mixed;boundary=d${levels}`,
      '',
      `--d${levels}`,
      ...deep(levels - 1),
      `--d${levels}--`,
    ];
  };
  expect(find('multipart/mixed;boundary=b', ['--b', ...deep(2), '--b--'])).toBe('v=0');
  expect(find('multipart/mixed;boundary=b', ['--b', ...deep(3), '--b--'])).toBe(null);
});

test('anything between boundaries: never throws, and stays inside the body', () => {
  const start = '--b\r\nContent-Type: application/sdp\r\n\r\n';
  const piece = fc.constantFrom(start, '\r\n--b--', '--b', '\r\n', 'Content-Type: application/sdp', ':', '--', 'v=0');
  let found = 0;
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 5 })), { maxLength: 40 }), (pieces) => {
      const body = Buffer.from(pieces.join(''));
      const part = findPart(parseContentType('multipart/mixed;boundary=b')!, body, 'application/sdp');
      if (part === null) return true;
      found += 1;
      return body.includes(Buffer.from(part));
    }),
    { numRuns: 5_000, seed: 9 },
  );
  expect(found).toBeGreaterThan(0);
});
