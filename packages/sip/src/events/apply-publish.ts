/** PUBLISH at its compositor (RFC 3903 6): entity tags, lives and bodies of one resource and package, as pure steps. */
import { headerValue, headerValues } from '../headers/values.ts';
import { readSeconds } from '../headers/scalars.ts';
import { readContentType, readTokenWithParams } from '../headers/structured.ts';
import type { SipHeader, SipRequest } from '../message.ts';

export type Publication<Content> = {
  readonly entityTag: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  readonly content: Content;
};

export type PublishContext<Content> = {
  readonly nowMilliseconds: number;
  /** The event package of the resource, lower case. */
  readonly event: string;
  readonly contentType: string;
  /** The body, or null when it can't be understood. */
  readonly read: (body: Uint8Array) => Content | null;
  readonly newEntityTag: () => string;
  readonly limits?: Partial<PublishLimits>;
};

export type PublishLimits = {
  readonly minSeconds: number;
  readonly maxSeconds: number;
  /** Publications of one resource; a further one takes the place of the one that ends first. */
  readonly publications: number;
};

export const defaultPublishLimits: PublishLimits = { minSeconds: 60, maxSeconds: 3_600, publications: 5 };

/** `before` and `after` are what this publication said and says; null when it was not there, or is gone. */
export type PublishOutcome<Content> = {
  readonly kind: 'accepted' | 'rejected';
  readonly publications: readonly Publication<Content>[];
  readonly before: Content | null;
  readonly after: Content | null;
  readonly response: { readonly status: number; readonly headers: readonly SipHeader[]; readonly reason?: string };
};

type Refusal = PublishOutcome<never>['response'];

/** The publications returned replace the stored ones. The caller has authenticated, and authorised the resource. */
export const applyPublish = <Content>(
  stored: readonly Publication<Content>[],
  request: SipRequest,
  context: PublishContext<Content>,
): PublishOutcome<Content> => {
  const live = stored.filter(({ expiresAt }) => expiresAt > context.nowMilliseconds);
  const limits = { ...defaultPublishLimits, ...context.limits };
  const asked = readAsked(request, context, limits);
  if ('status' in asked) return rejected(live, asked);
  const present = asked.match === null ? undefined : live.find(({ entityTag }) => entityTag === asked.match);
  if (asked.match !== null && present === undefined) return rejected(live, { status: 412, headers: [] });
  const body = readBody(request, context, present?.content);
  if ('status' in body) return rejected(live, body);
  const others = live.filter((publication) => publication !== present);
  const entityTag = context.newEntityTag();
  const response = accepted(entityTag, asked.seconds);
  const before = present?.content ?? null;
  if (asked.seconds === 0) return { kind: 'accepted', publications: others, before, after: null, response };
  const { content } = body;
  const expiresAt = context.nowMilliseconds + asked.seconds * 1000;
  const publications = [...makeRoom(others, limits.publications - 1), { entityTag, expiresAt, content }];
  return { kind: 'accepted', publications, before, after: content, response };
};

const rejected = <Content>(live: readonly Publication<Content>[], response: Refusal): PublishOutcome<Content> => ({
  kind: 'rejected',
  publications: live,
  before: null,
  after: null,
  response,
});

/** Steps 2 to 4: Event, SIP-If-Match, Expires. */
const readAsked = <Content>(
  request: SipRequest,
  { event }: PublishContext<Content>,
  { minSeconds, maxSeconds }: PublishLimits,
): { readonly match: string | null; readonly seconds: number } | Refusal => {
  if (readTokenWithParams(request, 'Event')?.token.toLowerCase() !== event) {
    return { status: 489, headers: [{ name: 'Allow-Events', value: event }] };
  }
  const matches = headerValues(request, 'SIP-If-Match');
  const expires = headerValue(request, 'Expires');
  const isWrong = matches.length > 1 || (expires !== undefined && !/^\d+$/.test(expires));
  if (isWrong) return { status: 400, headers: [], reason: 'Bad SIP-If-Match or Expires' };
  const seconds = expires === undefined ? maxSeconds : (readSeconds(request, 'Expires') ?? maxSeconds);
  if (seconds !== 0 && seconds < minSeconds) {
    return { status: 423, headers: [{ name: 'Min-Expires', value: `${minSeconds}` }] };
  }
  return { match: matches[0] ?? null, seconds: Math.min(seconds, maxSeconds) };
};

/** Step 5: a body where there is nothing to refresh yet, in a type that is read here. */
const readBody = <Content>(
  request: SipRequest,
  { contentType, read }: PublishContext<Content>,
  present: Content | undefined,
): { readonly content: Content } | Refusal => {
  if (request.body.length === 0) {
    return present === undefined ? { status: 400, headers: [], reason: 'Missing body' } : { content: present };
  }
  if (readContentType(request)?.type !== contentType) {
    return { status: 415, headers: [{ name: 'Accept', value: contentType }] };
  }
  const content = read(request.body);
  return content === null ? { status: 400, headers: [], reason: 'Body not understood' } : { content };
};

/** Step 6: every 200 names a new entity tag, a refresh too. */
const accepted = (entityTag: string, seconds: number): PublishOutcome<never>['response'] => ({
  status: 200,
  headers: [
    { name: 'SIP-ETag', value: entityTag },
    { name: 'Expires', value: `${seconds}` },
  ],
});

const makeRoom = <Content>(publications: readonly Publication<Content>[], most: number): Publication<Content>[] =>
  publications.toSorted((one, other) => one.expiresAt - other.expiresAt).slice(Math.max(0, publications.length - most));
