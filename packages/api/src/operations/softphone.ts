import { z } from 'zod';
import { operation } from '../operation.ts';

const since = '0.1';

/** What the browser needs to be a telephone: it holds no SIP password (the WebSocket is bound to the session). */
export const getSoftphone = operation({
  id: 'getSoftphone',
  method: 'GET',
  path: '/api/v1/softphone',
  summary: 'Settings of the browser telephone',
  access: 'member',
  since,
  stability: 'stable',
  status: 200,
  reply: z.object({
    uri: z.string(),
    displayName: z.string(),
    domain: z.string(),
    webSocketPath: z.literal('/sip'),
    registerSeconds: z.number().int(),
    iceServers: z.array(
      z.object({ urls: z.string(), username: z.string().optional(), credential: z.string().optional() }),
    ),
    emergencyNumbers: z.array(z.string()),
    emergencyActivated: z.boolean(),
    country: z.string(),
  }),
});
