import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Actor } from '../actor.ts';
import type { Logger } from '../log.ts';
import { originAllowed } from './origin.ts';
import type { Authenticate, UpgradeHandler, UpgradeOptions } from './types.ts';

type Endpoint = {
  readonly handler: UpgradeHandler;
  readonly options: UpgradeOptions;
  readonly server: WebSocketServer;
};

export type UpgradeDeps = { readonly authenticate: Authenticate; readonly publicUrl: string; readonly log: Logger };

const reasons: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  500: 'Internal Server Error',
};

function refuse(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} ${reasons[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function protocolsOf(request: IncomingMessage): string[] {
  return (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
}

function createEndpoint(handler: UpgradeHandler, options: UpgradeOptions): Endpoint {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: options.maxMessageBytes ?? 64 * 1024,
    perMessageDeflate: false,
    handleProtocols: (offered) => options.protocols?.find((name) => offered.has(name)) ?? false,
  });
  return { handler, options, server };
}

/** Serves WebSocket upgrades: origin, then sign-in, then the endpoint's handler. */
export function createUpgrades(deps: UpgradeDeps) {
  const endpoints = new Map<string, Endpoint>();

  const actorOf = async (request: IncomingMessage, options: UpgradeOptions): Promise<Actor | null> => {
    const ip = request.socket.remoteAddress ?? '';
    const head = { headers: request.headers, ip, method: 'GET', url: request.url ?? '/' };
    return (await deps.authenticate(head)) ?? (await options.authenticate?.(request)) ?? null;
  };

  const upgrade = async (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const endpoint = endpoints.get((request.url ?? '/').split('?')[0]!);
    if (!endpoint) return refuse(socket, 404);
    if (!originAllowed(request.headers, deps.publicUrl)) return refuse(socket, 403);
    const { protocols } = endpoint.options;
    if (protocols && !protocolsOf(request).some((name) => protocols.includes(name))) return refuse(socket, 400);
    const actor = await actorOf(request, endpoint.options);
    if (!actor) return refuse(socket, 401);
    endpoint.server.handleUpgrade(request, socket, head, (webSocket) => endpoint.handler(webSocket, actor, request));
  };

  return {
    add(path: string, handler: UpgradeHandler, options: UpgradeOptions = {}): void {
      if (endpoints.has(path)) throw new Error(`${path} already serves WebSockets`);
      endpoints.set(path, createEndpoint(handler, options));
    },
    listenOn(server: Server): void {
      server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
        socket.on('error', () => socket.destroy());
        upgrade(request, socket, head).catch((error: unknown) => {
          deps.log.error({ error }, 'WebSocket upgrade failed');
          refuse(socket, 500);
        });
      });
    },
    close(): void {
      for (const { server } of endpoints.values()) {
        for (const client of server.clients) client.close(1001, 'server stopping');
        server.close();
      }
    },
  };
}
