import { z } from 'zod';
import { extension, id, instant } from '../common.ts';
import { operation } from '../operation.ts';

const since = '0.2';

/** Shipped sounds that an announcement can play, in the listener's language. */
const serviceSounds = ['hold_music', 'unavailable', 'please_hold', 'service_unavailable', 'goodbye'] as const;

const common = { name: z.string().trim().min(1).max(80), extension };
/** A room in which everybody who dials the extension hears the others. */
const conference = z.object({
  ...common,
  kind: z.literal('conference'),
  maxParties: z.number().int().min(2).max(50),
});
/** A message for everybody who dials the extension. */
const announcement = z.object({
  ...common,
  kind: z.literal('announcement'),
  sound: z.enum(serviceSounds),
  /** Over and over until the caller hangs up; otherwise the call ends after the message. */
  repeats: z.boolean(),
});
const serviceFields = z.discriminatedUnion('kind', [conference, announcement]);
const view = { id, createdAt: instant };
export const serviceExtensionView = z.discriminatedUnion('kind', [
  conference.extend({ ...view, partiesNow: z.number().int() }),
  announcement.extend(view),
]);
export type ServiceExtensionView = z.infer<typeof serviceExtensionView>;

const params = z.object({ serviceExtensionId: id });
const base = { since, stability: 'stable' } as const;
const path = '/api/v1/service-extensions';

export const listServiceExtensions = operation({
  ...base,
  id: 'listServiceExtensions',
  method: 'GET',
  path,
  summary: 'Conference rooms and announcements by extension',
  access: { permission: 'telephony.service_extension:read' },
  status: 200,
  reply: z.object({ items: z.array(serviceExtensionView) }),
});
export const createServiceExtension = operation({
  ...base,
  id: 'createServiceExtension',
  method: 'POST',
  path,
  summary: 'Add a conference room or an announcement',
  access: { permission: 'telephony.service_extension:manage' },
  status: 201,
  body: serviceFields,
  reply: serviceExtensionView,
});
export const replaceServiceExtension = operation({
  ...base,
  id: 'replaceServiceExtension',
  method: 'PUT',
  path: `${path}/:serviceExtensionId`,
  summary: 'Change a conference room or an announcement; calls in progress go on as they are',
  access: { permission: 'telephony.service_extension:manage' },
  status: 200,
  params,
  body: serviceFields,
  reply: serviceExtensionView,
});
export const removeServiceExtension = operation({
  ...base,
  id: 'removeServiceExtension',
  method: 'DELETE',
  path: `${path}/:serviceExtensionId`,
  summary: 'Remove a conference room or an announcement; calls in progress go on',
  access: { permission: 'telephony.service_extension:manage' },
  status: 204,
  params,
});
