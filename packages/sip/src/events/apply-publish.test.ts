import { describe, expect, test } from 'vitest';
import type { SipRequest } from '../message.ts';
import { applyPublish } from './apply-publish.ts';
import type { Publication, PublishContext } from './apply-publish.ts';

const NOW = Date.UTC(2026, 0, 5, 9);

const publish = (headers: Readonly<Record<string, string>>, body = ''): SipRequest => ({
  kind: 'request',
  method: 'PUBLISH',
  uri: 'sip:ada@example.com',
  headers: Object.entries({ Event: 'presence', ...headers }).map(([name, value]) => ({ name, value })),
  body: Buffer.from(body),
});
const TYPE = { 'Content-Type': 'text/plain' };

/** A compositor of one resource that reads any text but `bad`. */
const compositor = (limits: PublishContext<string>['limits'] = {}) => {
  let stored: readonly Publication<string>[] = [];
  let tags = 0;
  const apply = (request: SipRequest, atMs = 0) => {
    const outcome = applyPublish(stored, request, {
      nowMilliseconds: NOW + atMs,
      event: 'presence',
      contentType: 'text/plain',
      read: (body) => (Buffer.from(body).toString() === 'bad' ? null : Buffer.from(body).toString()),
      newEntityTag: () => `tag${(tags += 1)}`,
      limits,
    });
    stored = outcome.publications;
    const header = (name: string) => outcome.response.headers.find((one) => one.name === name)?.value;
    const { kind, before, after } = outcome;
    return { kind, status: outcome.response.status, before, after, header };
  };
  return { apply, contents: () => stored.map(({ content }) => content) };
};

describe('PUBLISH (RFC 3903 6)', () => {
  test('the first has a body and gets an entity tag and a life', () => {
    const { apply, contents } = compositor();
    const first = apply(publish({ ...TYPE, Expires: '600' }, 'away'));
    expect(first).toMatchObject({ kind: 'accepted', status: 200, before: null, after: 'away' });
    expect([first.header('SIP-ETag'), first.header('Expires')]).toEqual(['tag1', '600']);
    expect(contents()).toEqual(['away']);
  });

  test('a refresh keeps the body, prolongs, and gets a new tag', () => {
    const { apply, contents } = compositor();
    apply(publish({ ...TYPE, Expires: '60' }, 'away'));
    const refresh = apply(publish({ 'SIP-If-Match': 'tag1', Expires: '600' }), 50_000);
    expect(refresh).toMatchObject({ kind: 'accepted', status: 200, before: 'away', after: 'away' });
    expect(refresh.header('SIP-ETag')).toBe('tag2');
    expect(apply(publish({ 'SIP-If-Match': 'tag1' }), 55_000).status).toBe(412);
    expect(apply(publish({ 'SIP-If-Match': 'tag2' }), 100_000).status).toBe(200);
    expect(contents()).toEqual(['away']);
  });

  test('a modification takes the place of what it names', () => {
    const { apply, contents } = compositor();
    apply(publish(TYPE, 'away'));
    expect(apply(publish({ ...TYPE, 'SIP-If-Match': 'tag1' }, 'busy'))).toMatchObject({
      before: 'away',
      after: 'busy',
    });
    expect(contents()).toEqual(['busy']);
  });

  test('Expires 0 takes it back', () => {
    const { apply, contents } = compositor();
    apply(publish(TYPE, 'away'));
    expect(apply(publish({ 'SIP-If-Match': 'tag1', Expires: '0' }))).toMatchObject({ before: 'away', after: null });
    expect(contents()).toEqual([]);
  });

  test('an unknown or expired entity tag is 412', () => {
    const { apply } = compositor();
    expect(apply(publish({ 'SIP-If-Match': 'tag9' })).status).toBe(412);
    apply(publish({ ...TYPE, Expires: '60' }, 'away'));
    expect(apply(publish({ 'SIP-If-Match': 'tag1' }), 61_000).status).toBe(412);
  });

  test('a life that is too short is 423 with Min-Expires, one that is too long is shortened', () => {
    const { apply } = compositor();
    const brief = apply(publish({ ...TYPE, Expires: '10' }, 'away'));
    expect([brief.status, brief.header('Min-Expires')]).toEqual([423, '60']);
    expect(apply(publish({ ...TYPE, Expires: '4294967296' }, 'away')).header('Expires')).toBe('3600');
  });

  test.each([
    ['another package', publish({ ...TYPE, Event: 'dialog' }, 'away'), 489],
    ['no package', publish({ ...TYPE, Event: '' }, 'away'), 489],
    ['no body at first', publish({ Expires: '600' }), 400],
    ['two entity tags', publish({ 'SIP-If-Match': 'a, b' }), 400],
    ['an Expires that is no number', publish({ ...TYPE, Expires: 'soon' }, 'away'), 400],
    ['another type of body', publish({ 'Content-Type': 'text/html' }, 'away'), 415],
    ['a body without type', publish({}, 'away'), 415],
    ['a body that is not understood', publish(TYPE, 'bad'), 400],
  ])('%s is refused, and nothing changes', (_name, request, status) => {
    const { apply, contents } = compositor();
    apply(publish(TYPE, 'here'));
    expect(apply(request)).toMatchObject({ kind: 'rejected', status });
    expect(contents()).toEqual(['here']);
  });

  test('beyond its limit the publication that ends first makes room', () => {
    const { apply, contents } = compositor({ publications: 2 });
    for (const [seconds, content] of [
      ['600', 'one'],
      ['100', 'two'],
      ['600', 'three'],
    ] as const) {
      apply(publish({ ...TYPE, Expires: seconds }, content));
    }
    expect(contents()).toEqual(['one', 'three']);
  });
});
