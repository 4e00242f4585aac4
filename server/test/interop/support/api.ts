import type { CallDetail, CallSummary } from '@carillon/api';
import type { DemoUser, Program } from '../../program.ts';
import { until } from './waiting.ts';

/** The API as an integrator (key of the organization) or, with a cookie, as a member. */
export class Api {
  readonly #program: Program;
  readonly #headers: Record<string, string>;
  /** Only calls that started after this count: the demonstration comes with a history. */
  readonly #since = new Date().toISOString();

  constructor(program: Program, headers: Record<string, string>) {
    this.#program = program;
    this.#headers = headers;
  }

  static ofOrganization(program: Program, index = 0): Api {
    return new Api(program, { authorization: `Bearer ${program.demo.organizations[index]!.apiKey}` });
  }

  static async signedIn(program: Program, user: Pick<DemoUser, 'email' | 'password'>): Promise<Api> {
    const body = JSON.stringify({ email: user.email, password: user.password });
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`http://127.0.0.1:${program.httpPort}/api/v1/session`, {
      method: 'POST',
      headers,
      body,
    });
    if (!answer.ok) throw new Error(`sign-in: ${answer.status} ${await answer.text()}`);
    const cookie = answer.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');
    return new Api(program, { cookie });
  }

  /** Headers that prove who asks, for what is not JSON over HTTP. */
  get proof(): Readonly<Record<string, string>> {
    return this.#headers;
  }

  async get<T>(path: string): Promise<T> {
    return this.#send<T>(path, { headers: this.#headers });
  }

  async post<T>(path: string, body: object = {}): Promise<T> {
    return this.#sendBody<T>('POST', path, body);
  }

  async patch<T>(path: string, body: object): Promise<T> {
    return this.#sendBody<T>('PATCH', path, body);
  }

  /** Calls that are over, newest first. */
  async calls(): Promise<CallSummary[]> {
    const query = `from=${encodeURIComponent(this.#since)}&limit=100`;
    return (await this.get<{ items: CallSummary[] }>(`/api/v1/calls?${query}`)).items;
  }

  /** Waits until that many calls have their records, and gives them with their legs. */
  async endedCalls(count: number): Promise<CallDetail[]> {
    const calls = await until(`${count} calls in the log`, async () => {
      const found = await this.calls();
      return found.length >= count ? found : null;
    });
    return Promise.all(calls.map(({ id }) => this.get<CallDetail>(`/api/v1/calls/${id}`)));
  }

  #sendBody<T>(method: string, path: string, body: object): Promise<T> {
    const headers = { ...this.#headers, 'content-type': 'application/json' };
    return this.#send<T>(path, { method, headers, body: JSON.stringify(body) });
  }

  async #send<T>(path: string, init: RequestInit): Promise<T> {
    const answer = await fetch(`http://127.0.0.1:${this.#program.httpPort}${path}`, init);
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  }
}

/** A number of /metrics. */
export async function metric(program: Program, name: string): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${program.httpPort}/metrics`)).text();
  const value = new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(text)?.[1];
  if (value === undefined) throw new Error(`no metric ${name}`);
  return Number(value);
}

/** No call is left in the server: every one ended and has its records. */
export const nothingLeft = (program: Program): Promise<true> =>
  until('no call in progress', async () => {
    const names = ['carillon_calls_in_progress', 'carillon_call_records_waiting', 'carillon_sip_dialogs'];
    const values = await Promise.all(names.map((name) => metric(program, name)));
    return values.every((value) => value === 0) ? true : null;
  });

/** After a test: every call is over, and nothing that was done made the program complain of an error. */
export async function allQuiet(program: Program): Promise<void> {
  await nothingLeft(program);
  const errors = program.errors();
  if (errors.length > 0) throw new Error(`the program logged errors:\n${errors.join('\n')}`);
}
