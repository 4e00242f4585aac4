import type { CallDetail } from '@carillon/api';
import { operatorScope, sql } from '#platform/db';
import { makeOrganization } from './identity.ts';
import { makePhone, telephonyApp, until, type Phone, type SipWorld, type TelephonyApp } from './telephony.ts';

export type Row = Record<string, unknown>;

/** A table as the operator sees it. */
export async function rowsOf(app: TelephonyApp, table: string): Promise<Row[]> {
  const result = await app.db.read(operatorScope, (tx) => sql<Row>`select * from ${sql.table(table)}`.execute(tx));
  return result.rows;
}

/** Waits until that many calls have their records. */
export function endedCalls(app: TelephonyApp, count = 1): Promise<Row[]> {
  return until(`${count} ended calls`, async () => {
    // Records wait a moment for company.
    await app.clock.advance(200);
    const calls = await rowsOf(app, 'calls');
    return calls.length >= count
      ? calls.toSorted((one, other) => String(one['id']).localeCompare(String(other['id'])))
      : null;
  });
}

export type Scene = { readonly app: TelephonyApp; readonly organizationId: string; readonly phones: Phone[] };

/** An organization with registered telephones at extensions 201, 202, … */
export async function scene(count: number, world: SipWorld = {}): Promise<Scene> {
  const app = await telephonyApp(() => world);
  const { id: organizationId } = await makeOrganization(app);
  const phones: Phone[] = [];
  for (let index = 0; index < count; index++) {
    phones.push(await makePhone(app, { organizationId, extension: String(201 + index) }));
  }
  return { app, organizationId, phones };
}

export async function talk(caller: Phone, callee: Phone, extension: string) {
  const invite = caller.call(extension);
  const calleeSession = await callee.answerNext();
  const result = await invite.result;
  if (result.kind !== 'answered') throw new Error(`the call was not answered: ${result.kind}`);
  return { callerSession: result.session, calleeSession };
}

export async function get<T>(app: TelephonyApp, url: string, cookie: string): Promise<T> {
  const response = await app.inject({ method: 'GET', url, headers: { cookie } });
  if (response.statusCode !== 200) throw new Error(`${url}: ${response.statusCode} ${response.body}`);
  return response.json<T>();
}

export const detail = (app: TelephonyApp, callId: unknown, cookie: string): Promise<CallDetail> =>
  get(app, `/api/v1/calls/${String(callId)}`, cookie);
export async function post(app: TelephonyApp, url: string, cookie: string, payload?: object) {
  return app.inject({ method: 'POST', url, headers: { cookie }, ...(payload === undefined ? {} : { payload }) });
}
