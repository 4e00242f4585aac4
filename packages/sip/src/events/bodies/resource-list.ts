/** Notifications of a list (RFC 4662): an RLMI document and the state of each member, as parts of one body. */
import type { EventBody } from '../subscription.ts';
import { XML_HEAD, element, escapeXml } from './xml.ts';

export type ListMember = {
  readonly uri: string;
  readonly name: string;
  /** Its state, as a subscription to it alone would get it. */
  readonly body: EventBody;
};

/**
 * `members` are all of them, or with `full` false those that changed. `version` counts the documents of one
 * subscription.
 */
export const resourceList = (
  uri: string,
  {
    version,
    full,
    members,
  }: { readonly version: number; readonly full: boolean; readonly members: readonly ListMember[] },
): EventBody => {
  const cid = (index: number): string => `${version}.${index}@list`;
  const resources = members.map(({ uri: own, name }, index) =>
    element(
      'resource',
      { uri: own },
      element('name', {}, escapeXml(name)),
      element('instance', { id: 'one', state: 'active', cid: cid(index + 1) }),
    ),
  );
  const attributes = { xmlns: 'urn:ietf:params:xml:ns:rlmi', uri, version, fullState: full ? 'true' : 'false' };
  const index = {
    contentType: 'application/rlmi+xml;charset="UTF-8"',
    body: XML_HEAD + element('list', attributes, ...resources),
  };
  const parts = [index, ...members.map(({ body }) => body)];
  const boundary = freeBoundary(parts);
  const text = parts.map((part, at) => partText(part, cid(at), boundary)).join('');
  return {
    contentType: `multipart/related;type="application/rlmi+xml";start="<${cid(0)}>";boundary="${boundary}"`,
    body: `${text}--${boundary}--\r\n`,
  };
};

const partText = ({ contentType, body }: EventBody, cid: string, boundary: string): string =>
  [
    `--${boundary}`,
    'Content-Transfer-Encoding: binary',
    `Content-ID: <${cid}>`,
    `Content-Type: ${contentType}`,
    '',
    body,
    '',
  ].join('\r\n');

/** RFC 2046 5.1.1: the delimiter must not stand in any part; names come from people. */
const freeBoundary = (parts: readonly EventBody[]): string => {
  for (let tries = 0; ; tries += 1) {
    const boundary = `list${tries}`;
    if (parts.every(({ body }) => !body.includes(`--${boundary}`))) return boundary;
  }
};
