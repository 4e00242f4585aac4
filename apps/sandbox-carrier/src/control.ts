import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Carrier } from './carrier.ts';
import { behaviourRows } from './behaviours.ts';
import { readOrder } from './order.ts';
import { page } from './page.ts';

const bodyLimitBytes = 10_000;

/** The carrier's own little desk: a page to place calls from, and the same as JSON for the command line. Loopback only. */
export async function startControl(carrier: Carrier, at: { host: string; port: number }): Promise<Server> {
  const server = createServer((request, response) => void handle(carrier, request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(at.port, at.host, resolve);
  });
  return server;
}

async function handle(carrier: Carrier, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = new URL(request.url ?? '/', 'http://sandbox').pathname;
  if (request.method === 'GET' && path === '/') return send(response, 200, page(), 'text/html; charset=utf-8');
  if (request.method === 'GET' && path === '/state')
    return json(response, 200, {
      calls: carrier.log.calls,
      registered: carrier.registeredContacts(),
      behaviours: behaviourRows,
    });
  if (request.method === 'POST' && path === '/calls') return call(carrier, request, response);
  json(response, 404, { error: 'not found' });
}

/** Answers when the call is over; the page does not wait for it. A form of another site can't send JSON unasked. */
async function call(carrier: Carrier, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.headers['content-type'] !== 'application/json')
    return json(response, 415, { error: 'send application/json' });
  const fields = await readJson(request);
  const read = fields ? readOrder(fields) : ({ kind: 'invalid', message: 'the body must be a JSON object' } as const);
  if (read.kind === 'invalid') return json(response, 400, { error: read.message });
  json(response, 200, await carrier.call(read.order));
}

async function readJson(request: IncomingMessage): Promise<Record<string, unknown> | null> {
  let text = '';
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > bodyLimitBytes) return null;
  }
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function json(response: ServerResponse, status: number, value: unknown): void {
  send(response, status, JSON.stringify(value), 'application/json');
}

function send(response: ServerResponse, status: number, body: string, type: string): void {
  response.writeHead(status, {
    'content-type': type,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(body);
}
