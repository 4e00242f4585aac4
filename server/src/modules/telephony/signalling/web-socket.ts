import type { IncomingMessage } from 'node:http';
import type { WebSocket } from 'ws';
import type { SipEndpoint, WebSocketLike } from '@carillon/sip';
import type { Http } from '#platform/http';
import type { UserPrincipal } from './authenticate.ts';

export interface BrowserSockets {
  /** Ends every SIP connection of a user: signed out everywhere, suspended, compromised. */
  drop(userId: string): void;
}

/** SIP over WebSocket (RFC 7118) at `/sip`: authenticated when it opens, bound to that member, never a password. */
export function serveBrowsers(
  http: Http,
  sip: SipEndpoint,
  prepare: (principal: UserPrincipal) => Promise<void>,
): BrowserSockets {
  const sockets = new Map<string, Set<WebSocket>>();
  http.onUpgrade(
    '/sip',
    (socket, actor, request) => {
      if (actor.kind !== 'user') return socket.close(1008, 'members only');
      const principal: UserPrincipal = { kind: 'user', userId: actor.userId, organizationId: actor.organizationId };
      remember(sockets, principal.userId, socket);
      accept(sip, socket, request, { principal, prepare });
    },
    { protocols: ['sip'], maxMessageBytes: 64 * 1024 },
  );
  return {
    drop(userId) {
      for (const socket of sockets.get(userId) ?? []) socket.close(1008, 'signed out');
    },
  };
}

function remember(sockets: Map<string, Set<WebSocket>>, userId: string, socket: WebSocket): void {
  const own = sockets.get(userId) ?? new Set();
  sockets.set(userId, own.add(socket));
  socket.on('close', () => {
    own.delete(socket);
    if (own.size === 0 && sockets.get(userId) === own) sockets.delete(userId);
  });
}

type Opening = { readonly principal: UserPrincipal; readonly prepare: (principal: UserPrincipal) => Promise<void> };

/** Frames wait until the browser's device is known: its REGISTER comes right behind the upgrade. */
function accept(sip: SipEndpoint, socket: WebSocket, request: IncomingMessage, { principal, prepare }: Opening): void {
  const early: (Uint8Array | string)[] = [];
  let onMessage = (data: Uint8Array | string): void => void early.push(data);
  socket.on('message', (data: Buffer, isBinary: boolean) => onMessage(isBinary ? data : data.toString('utf8')));
  socket.on('error', () => socket.terminate());
  prepare(principal).then(
    () => {
      if (socket.readyState !== socket.OPEN) return;
      const like: WebSocketLike = {
        send: (data) => socket.send(data),
        close: () => socket.close(),
        onMessage: (callback) => {
          onMessage = callback;
          for (const data of early.splice(0)) callback(data);
        },
        onClose: (callback) => void socket.on('close', () => callback()),
        remoteAddress: request.socket.remoteAddress ?? '',
        remotePort: request.socket.remotePort ?? 0,
        secure: 'encrypted' in request.socket,
        principal,
      };
      sip.acceptWebSocket(like);
    },
    () => socket.close(1011, 'unavailable'),
  );
}
