/** Event package `conference` (RFC 4575): who is in a room. */
import type { EventBody } from '../subscription.ts';
import { XML_HEAD, element, escapeXml } from './xml.ts';

export type ConferenceState = {
  readonly name: string;
  readonly mostParties: number;
  readonly parties: readonly { readonly id: string; readonly uri: string; readonly name: string | null }[];
};

export const CONFERENCE_INFO = 'application/conference-info+xml';

/** The whole state, always. `id` tells two devices of one address apart. */
export const conferenceInfo = (
  entity: string,
  version: number,
  { name, mostParties, parties }: ConferenceState,
): EventBody => {
  const attributes = { xmlns: 'urn:ietf:params:xml:ns:conference-info', entity, state: 'full', version };
  const body = element(
    'conference-info',
    attributes,
    element(
      'conference-description',
      {},
      element('display-text', {}, escapeXml(name)),
      element('maximum-user-count', {}, String(mostParties)),
    ),
    element(
      'conference-state',
      {},
      element('user-count', {}, String(parties.length)),
      element('active', {}, String(parties.length > 0)),
    ),
    element('users', {}, ...parties.map(userElement)),
  );
  return { contentType: CONFERENCE_INFO, body: XML_HEAD + body };
};

const userElement = ({ id, uri, name }: ConferenceState['parties'][number]): string =>
  element(
    'user',
    { entity: uri, state: 'full' },
    ...(name === null ? [] : [element('display-text', {}, escapeXml(name))]),
    element('endpoint', { entity: `${uri};leg=${id}`, state: 'full' }, element('status', {}, 'connected')),
  );
