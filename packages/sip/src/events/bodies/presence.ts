/** Event package `presence`: PIDF (RFC 3863) with activities (RFC 4480), written for watchers, read from PUBLISH. */
import type { EventBody } from '../subscription.ts';
import { XML_HEAD, element, escapeXml } from './xml.ts';
import { findAll, readXml } from './xml-reader.ts';

export type Activity = 'on-the-phone' | 'away' | 'busy';

export type Presence = {
  /** It can be reached by telephone. */
  readonly isOpen: boolean;
  readonly activities: readonly Activity[];
  /** For people: "Do not disturb". */
  readonly note: string | null;
};

export const PIDF = 'application/pidf+xml';

export const presenceDocument = (entity: string, { isOpen, activities, note }: Presence): EventBody => {
  const notes = note === null ? [] : [note];
  const body = element(
    'presence',
    {
      xmlns: 'urn:ietf:params:xml:ns:pidf',
      'xmlns:dm': 'urn:ietf:params:xml:ns:pidf:data-model',
      'xmlns:rpid': 'urn:ietf:params:xml:ns:pidf:rpid',
      entity,
    },
    element(
      'tuple',
      { id: 'telephone' },
      element('status', {}, element('basic', {}, isOpen ? 'open' : 'closed')),
      element('contact', {}, escapeXml(entity)),
      ...notes.map((text) => element('note', {}, escapeXml(text))),
    ),
    element(
      'dm:person',
      { id: 'person' },
      element('rpid:activities', {}, ...activities.map((activity) => element(`rpid:${activity}`))),
      ...notes.map((text) => element('dm:note', {}, escapeXml(text))),
    ),
  );
  return { contentType: PIDF, body: XML_HEAD + body };
};

/** Local names below `activities`, and whether any tuple is open; null when it is no presence document. */
export type PublishedPresence = {
  readonly isOpen: boolean;
  readonly activities: readonly string[];
  readonly note: string;
};

export const readPresence = (body: Uint8Array): PublishedPresence | null => {
  const root = readXml(Buffer.from(body).toString('utf8'));
  if (root?.name !== 'presence') return null;
  const basics = findAll(root, 'basic').map(({ text }) => text);
  return {
    isOpen: basics.length === 0 || basics.includes('open'),
    activities: findAll(root, 'activities').flatMap(({ children }) => children.map(({ name }) => name)),
    note: findAll(root, 'note')[0]?.text ?? '',
  };
};
