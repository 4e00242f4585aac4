import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operatorScope } from '#platform/db';
import type { Message } from '#platform/mail';
import { createIdentityApp, makeStaff, makeUser, openSession, type IdentityApp } from '#test/factories/identity';
import { request } from '#test/requests';

const dayMs = 24 * 3_600_000;
let messages: Message[] = [];
let app: IdentityApp;
let staff: { id: string; cookie: string };
beforeAll(async () => {
  const send = async (message: Message) => {
    messages.push(message);
    return { kind: 'sent' } as const;
  };
  app = await createIdentityApp({ mail: { configured: true, send } });
  staff = await makeStaff(app);
});
afterAll(() => app.close());

const as = (what: string, body?: unknown) => request(app, what, { body, cookie: staff.cookie });
const visit = (what: string, body: unknown = {}) => request(app, what, { body });
/** Sessions end within a month: the same person signs in again. */
const signInAgain = () =>
  app.db.transaction(operatorScope, async (tx) => {
    staff = { ...staff, cookie: await openSession(tx, staff.id, app.clock.now()) };
  });
const today = () => app.clock.now().toZonedDateTimeISO('Europe/Paris').toPlainDate();
const waiting = async () => {
  await signInAgain();
  const { items } = (await as('GET /api/v1/operator/deadlines')).body;
  return items.map((item: { kind: string; dueAt: string }) => [
    item.kind,
    Temporal.Instant.from(item.dueAt).toZonedDateTimeISO('Europe/Paris').toPlainDateTime().toString(),
  ]);
};
/** Lives day by day until this one, the tick at each noon. */
async function liveUntil(day: string): Promise<void> {
  while (Temporal.PlainDate.compare(today(), day) < 0) {
    await app.clock.advance(dayMs);
    await app.modules.contract.tick();
  }
}

async function signAcme(organizationId: string): Promise<void> {
  await as('PUT /api/v1/operator/seller', { legalName: 'Carillon Télécom', address: 'Paris' });
  const client = {
    ...{ legalName: 'ACME', legalForm: 'SAS', registrationNumber: '812345678', address: '1 rue Haute' },
    ...{ postalCode: '33000', city: 'Bordeaux', country: 'FR', sizeClass: 'small' },
  };
  const { body: form } = await as('POST /api/v1/operator/order-forms', {
    ...{ organizationId, language: 'fr', currency: 'EUR', periodicity: 'monthly', commitmentMonths: 12, client },
    signatory: { name: 'Ana', email: 'ana@acme.example' },
    items: [{ product: 'unlimited_access', quantity: 10, amount: '30.00' }],
  });
  await as(`POST /api/v1/operator/order-forms/${form.id}/sending`);
  const link = `/api/v1/order-form-links/${/order-form\/([\w-]+)/.exec(messages.at(-1)!.text)![1]!}`;
  await visit(`POST ${link}/opening`);
  const declared = { isLegalRepresentative: true, declaresIdentityAndPower: true };
  await visit(`POST ${link}/codes`, { name: 'Ana', role: 'Gérante', ...declared });
  const code = /^(\d{6})$/m.exec(messages.at(-1)!.text)![1];
  const signed = await visit(`POST ${link}/signature`, { code, consents: [], waivers: [] });
  expect(signed.body.orderForm.effectiveDate).toBe('2026-01-15');
}

describe('ACME, signed on 15 January 2026', () => {
  it('R-1.4-c: is reminded 60 days before each term ends, once, and renews for 12 months, year after year', async () => {
    const owner = await makeUser(app, { role: 'super_admin' });
    await liveUntil('2026-01-15');
    await signInAgain();
    await signAcme(owner.organizationId);
    expect(await waiting()).toEqual([
      ['renewal_reminder', '2026-11-16T00:00:00'],
      ['renewal', '2027-01-15T00:00:00'],
    ]);
    messages = [];
    await liveUntil('2026-11-15');
    expect(messages).toEqual([]);
    await liveUntil('2026-11-20');
    expect(messages).toMatchObject([{ to: owner.email, subject: 'Votre engagement se renouvelle le 2027-01-15' }]);
    expect(messages[0]!.text).toContain('au plus tard le 2026-12-16');
    await liveUntil('2027-01-16');
    expect(await waiting()).toEqual([
      ['renewal_reminder', '2027-11-16T00:00:00'],
      ['renewal', '2028-01-15T00:00:00'],
    ]);
    await liveUntil('2028-01-16');
    expect(messages.map(({ subject }) => subject)).toEqual([
      'Votre engagement se renouvelle le 2027-01-15',
      'Votre engagement se renouvelle le 2028-01-15',
    ]);
  }, 60_000);

  it('R-1.4-c, G-9: a tick that comes a year late reminds once and catches up, and two at once do nothing twice', async () => {
    messages = [];
    await app.clock.advance(400 * dayMs);
    await Promise.all([app.modules.contract.tick(), app.modules.contract.tick()]);
    await app.modules.contract.tick();
    expect(messages.map(({ subject }) => subject)).toEqual(['Votre engagement se renouvelle le 2029-01-15']);
    expect((await waiting())[0]).toEqual(['renewal_reminder', '2029-11-16T00:00:00']);
  });

  it('is seen by staff alone', async () => {
    const user = await makeUser(app, { role: 'super_admin' });
    const list = (cookie?: string) => request(app, 'GET /api/v1/operator/deadlines', { cookie });
    expect((await list(user.cookie)).status).toBe(403);
    expect((await list()).status).toBe(401);
  });
});
