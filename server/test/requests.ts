import type { TestApp } from './app.ts';

type Options = { cookie?: string | undefined; key?: string | undefined; body?: unknown; ip?: string };
export type Answer = {
  readonly status: number;
  /** Whatever came; tests say what they expect of it. */
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any;
  readonly cookie: string | null;
  readonly headers: Record<string, unknown>;
};

/** A request as a browser of the same origin sends it: `await request(app, 'GET /api/v1/users', { cookie })`. */
export async function request(
  app: Pick<TestApp<unknown>, 'inject' | 'config'>,
  what: string,
  options: Options = {},
): Promise<Answer> {
  const [method, url] = what.split(' ', 2) as [string, string];
  const headers: Record<string, string> = { origin: app.config.publicUrl };
  if (options.cookie) headers['cookie'] = options.cookie;
  if (options.key) headers['authorization'] = `Bearer ${options.key}`;
  const payload = options.body === undefined ? {} : { payload: options.body as object };
  const response = await app.inject({
    method: method as 'GET',
    url,
    headers,
    remoteAddress: options.ip ?? '127.0.0.1',
    ...payload,
  });
  const cookie = /^carillon_session=[^;]+/.exec(String(response.headers['set-cookie'] ?? ''))?.[0] ?? null;
  return {
    status: response.statusCode,
    body: response.body ? response.json() : undefined,
    cookie,
    headers: response.headers,
  };
}
