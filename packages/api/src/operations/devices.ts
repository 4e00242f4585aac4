import { z } from 'zod';
import { id, instant, page, pageQuery } from '../common.ts';
import { operation } from '../operation.ts';

const since = '0.1';

export const deviceView = z.object({
  id,
  name: z.string(),
  kind: z.enum(['browser', 'desk_phone']),
  user: z.object({ id, name: z.string() }),
  sip: z
    .object({
      username: z.string(),
      domain: z.string(),
      host: z.string(),
      port: z.number().int(),
      transports: z.array(z.enum(['udp', 'tcp', 'tls'])),
    })
    .nullable(),
  registrations: z.array(
    z.object({ transport: z.string(), address: z.string(), userAgent: z.string().nullable(), expiresAt: instant }),
  ),
  /** Its forward key is followed. */
  followsForwarding: z.boolean(),
  createdAt: instant,
});
export type DeviceView = z.infer<typeof deviceView>;
const deviceParams = z.object({ deviceId: id });
const deviceWithSecret = z.object({ device: deviceView, password: z.string() });
export const listDevices = operation({
  id: 'listDevices',
  method: 'GET',
  path: '/api/v1/devices',
  summary: 'Telephones and whether they are registered',
  access: { permission: 'telephony.device:read' },
  since,
  stability: 'stable',
  status: 200,
  query: pageQuery.extend({ userId: id.optional() }),
  reply: page(deviceView),
});
export const createDevice = operation({
  id: 'createDevice',
  method: 'POST',
  path: '/api/v1/devices',
  summary: 'Add a SIP telephone; its password is shown once',
  access: { permission: 'telephony.device:manage' },
  since,
  stability: 'stable',
  status: 201,
  body: z.object({ userId: id, name: z.string().min(1).max(80) }),
  reply: deviceWithSecret,
});
export const updateDevice = operation({
  id: 'updateDevice',
  method: 'PATCH',
  path: '/api/v1/devices/:deviceId',
  summary: 'Rename a telephone, or decide whether its forward key is followed',
  access: { permission: 'telephony.device:manage' },
  since: '0.2',
  stability: 'stable',
  status: 200,
  params: deviceParams,
  body: z.object({ name: z.string().min(1).max(80), followsForwarding: z.boolean() }).partial(),
  reply: deviceView,
});
export const rotateDeviceSecret = operation({
  id: 'rotateDeviceSecret',
  method: 'POST',
  path: '/api/v1/devices/:deviceId/secret',
  summary: 'Give a telephone a new password, shown once',
  access: { permission: 'telephony.device:manage' },
  since,
  stability: 'stable',
  status: 200,
  params: deviceParams,
  reply: deviceWithSecret,
});
export const restartDevice = operation({
  id: 'restartDevice',
  method: 'POST',
  path: '/api/v1/devices/:deviceId/restart',
  summary: 'Ask a telephone to restart and to read its settings again',
  access: { permission: 'telephony.device:manage' },
  since,
  stability: 'stable',
  status: 200,
  params: deviceParams,
  /** What the telephone said; `not_registered` when there is nothing to ask. */
  reply: z.object({ outcome: z.enum(['accepted', 'refused', 'no_answer', 'not_registered']) }),
});
export const removeDevice = operation({
  id: 'removeDevice',
  method: 'DELETE',
  path: '/api/v1/devices/:deviceId',
  summary: 'Remove a telephone',
  access: { permission: 'telephony.device:manage' },
  since,
  stability: 'stable',
  status: 204,
  params: deviceParams,
});
