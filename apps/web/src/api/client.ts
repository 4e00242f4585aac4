import type { BodyInputOf, Operation, ParamsOf, Problem, QueryInputOf, ReplyOf } from '@carillon/api';

/** A refusal of the server, with its stable code (docs/errors.md) and the fields that need another look. */
export class ApiProblem extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.title);
    this.problem = problem;
  }
}

/** The server could not be reached at all: nothing is known of what happened. */
export class Unreachable extends Error {}

type CallInput<O> = { params?: ParamsOf<O>; query?: QueryInputOf<O>; body?: BodyInputOf<O>; signal?: AbortSignal };

/**
 * Calls one operation of the contract. A POST carries an idempotency key, so that a repeated click or a retry after a
 * lost answer does the thing once.
 */
export async function callApi<O extends Operation>(operation: O, input: CallInput<O> = {}): Promise<ReplyOf<O>> {
  const response = await send(operation, input);
  if (response.status === 204) return undefined as ReplyOf<O>;
  const data: unknown = await response.json().catch(() => null);
  if (response.ok) return data as ReplyOf<O>;
  if (response.status === 401 && endsSession(operation)) window.dispatchEvent(new Event('carillon:signed-out'));
  throw new ApiProblem(asProblem(response, data));
}

/** Asking who is signed in, or signing in, may be refused without anything having ended. */
function endsSession(operation: Operation): boolean {
  return operation.access !== 'public' && operation.id !== 'getSession';
}

async function send<O extends Operation>(operation: O, input: CallInput<O>): Promise<Response> {
  const url = fillPath(operation.path, input.params as Record<string, string> | undefined) + queryString(input.query);
  const headers: Record<string, string> = {};
  if (operation.body) headers['content-type'] = 'application/json';
  if (operation.method === 'POST') headers['idempotency-key'] = crypto.randomUUID();
  const init: RequestInit = { method: operation.method, headers, credentials: 'same-origin' };
  if (operation.body) init.body = JSON.stringify(input.body ?? {});
  if (input.signal) init.signal = input.signal;
  try {
    return await fetch(url, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new Unreachable();
  }
}

function fillPath(path: string, params: Record<string, string> = {}): string {
  return path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
}

function queryString(query: unknown): string {
  const entries = Object.entries((query ?? {}) as Record<string, unknown>).filter(
    ([, v]) => v !== undefined && v !== '',
  );
  if (entries.length === 0) return '';
  return `?${new URLSearchParams(entries.map(([k, v]) => [k, String(v)])).toString()}`;
}

function asProblem(response: Response, data: unknown): Problem {
  if (typeof data === 'object' && data !== null && 'code' in data) return data as Problem;
  const requestId = response.headers.get('x-request-id') ?? '';
  return { type: 'about:blank', title: response.statusText, status: response.status, code: 'unexpected', requestId };
}
