import { execFileSync } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { operatorScope, organizationScope, sql } from '#platform/db';
import type { Message } from '#platform/mail';
import { createIdentityApp, makeStaff, makeUser, type IdentityApp, type TestUser } from '#test/factories/identity';
import { request } from '#test/requests';
import { hasTool, toolPath } from '../../../../tools/requirements.ts';
import { verifyEvidence, type EvidenceFile } from './evidence/chain.ts';

let messages: Message[] = [];
let app: IdentityApp;
let staff: { cookie: string };
let owner: TestUser;

beforeAll(async () => {
  const mail = {
    configured: true,
    send: async (message: Message) => {
      messages.push(message);
      return { kind: 'sent' } as const;
    },
  };
  app = await createIdentityApp({ mail });
  await app.clock.advance(20 * 24 * 3_600_000);
  [staff, owner] = [await makeStaff(app), await makeUser(app, { role: 'super_admin' })];
});
afterAll(() => app.close());
beforeEach(() => void (messages = []));

const as = (what: string, body?: unknown, cookie: string | undefined = staff.cookie) =>
  request(app, what, { body, cookie });
const visit = (what: string, body: unknown = {}) => request(app, what, { body });
const client = {
  ...{ legalName: 'ACME', legalForm: 'SAS', registrationNumber: '812345678', vatNumber: null, address: '1 rue Haute' },
  ...{ postalCode: '33000', city: 'Bordeaux', country: 'FR', sizeClass: 'small' },
};
const draft = (given: object = {}) => ({
  ...{ organizationId: owner.organizationId, language: 'fr', currency: 'EUR', periodicity: 'monthly' },
  ...{ commitmentMonths: 12, client, signatory: { name: 'Ana Durand', email: 'ana@acme.example' } },
  items: [
    { product: 'unlimited_access', quantity: 10, amount: '30.00' },
    { product: 'phone_number', quantity: 3, amount: '5.00' },
    { product: 'extra_channel', quantity: 2, amount: '4.00' },
  ],
  ...given,
});
const declaration = {
  name: 'Ana Durand',
  role: 'Gérante',
  isLegalRepresentative: true,
  declaresIdentityAndPower: true,
};
const tokenIn = (message: Message | undefined) => /order-form\/([\w-]+)/.exec(message?.text ?? '')![1]!;
const codeIn = (message: Message | undefined) => /^(\d{6})$/m.exec(message?.text ?? '')![1]!;
const lastMail = () => messages.at(-1);

/** An order form that was sent; its link is `/api/v1/order-form-links/<token>`. */
async function sent(given: object = {}) {
  await as('PUT /api/v1/operator/seller', { legalName: 'Carillon Télécom SAS', address: '2 rue Basse, 75001 Paris' });
  const { body: form } = await as('POST /api/v1/operator/order-forms', draft(given));
  expect((await as(`POST /api/v1/operator/order-forms/${form.id}/sending`)).body).toMatchObject({
    mailed: true,
    link: null,
  });
  return {
    id: form.id as string,
    number: form.number as string,
    link: `/api/v1/order-form-links/${tokenIn(lastMail())}`,
  };
}

/** One that waits for its code. */
async function coded(given: object = {}) {
  const form = await sent(given);
  await visit(`POST ${form.link}/opening`);
  expect((await visit(`POST ${form.link}/codes`, declaration)).status).toBe(202);
  return { ...form, code: codeIn(lastMail()) };
}

const sign = (form: { link: string }, code: string, given: object = {}) =>
  visit(`POST ${form.link}/signature`, { code, consents: [], waivers: [], ...given });
const stateOf = async (id: string) => {
  const { body } = await as('GET /api/v1/operator/order-forms');
  return body.items.find((item: { id: string }) => item.id === id);
};
const evidenceOf = async (id: string): Promise<EvidenceFile> =>
  (await as(`GET /api/v1/operator/order-forms/${id}/evidence`)).body;
const documentOf = async (id: string, which: 'sent' | 'signed') => {
  const { body } = await as(`GET /api/v1/operator/order-forms/${id}/document?which=${which}`);
  return Buffer.from(body.contentBase64, 'base64');
};

describe('an order form', () => {
  it('R-1.2-a: is drafted, sent, viewed and signed with a code, and binds from the day of the signature', async () => {
    const form = await coded();
    expect(await stateOf(form.id)).toMatchObject({ state: 'viewed', monthlyTotal: '323.00' });
    const signed = await sign(form, form.code, { waivers: ['cap_warning'] });
    expect(signed).toMatchObject({
      status: 200,
      body: { orderForm: { state: 'signed', effectiveDate: '2026-01-25' } },
    });
    expect(signed.body.orderForm.endsOn).toBe('2027-01-25');
    expect(lastMail()).toMatchObject({ to: 'ana@acme.example', subject: `Bon de commande ${form.number} signé` });
    const evidence = await evidenceOf(form.id);
    const kinds = ['created', 'sent', 'mailed', 'viewed', 'code_sent', 'signed', 'sealed'];
    expect(evidence.entries.map(({ kind }) => kind)).toEqual(kinds);
    expect(evidence.entries[5]!.details).toMatchObject({
      waived: ['cap_warning'],
      role: 'Gérante',
      ipAddress: '127.0.0.1',
    });
    const documents = { document: await documentOf(form.id, 'sent'), signed: await documentOf(form.id, 'signed') };
    expect(verifyEvidence(evidence, documents).kind).toBe('intact');
    expect(verifyEvidence(evidence, { document: documents.signed }).kind).toBe('broken');
  });

  it('R-1.2-a: is signed once, however often and from however many tabs', async () => {
    const form = await coded();
    const answers = await Promise.all([sign(form, form.code), sign(form, form.code), sign(form, form.code)]);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409, 409]);
    expect((await evidenceOf(form.id)).entries.filter(({ kind }) => kind === 'signed')).toHaveLength(1);
    expect((await visit(`POST ${form.link}/refusal`, { reason: '' })).status).toBe(409);
  });

  it('R-1.2-c: is corrected by a new version before the signature, which voids the earlier one and its link', async () => {
    const first = await coded();
    const { body: second } = await as(`POST /api/v1/operator/order-forms/${first.id}/versions`);
    expect(second).toMatchObject({ number: first.number, version: 2, state: 'draft' });
    expect((await sign(first, first.code)).status).toBe(410);
    expect((await stateOf(first.id)).state).toBe('superseded');
    const corrected = draft({ client: { ...client, registrationNumber: '987654321' } });
    const edited = await as(`PUT /api/v1/operator/order-forms/${second.id}`, corrected);
    expect(edited.body.client.registrationNumber).toBe('987654321');
    const signed = await coded();
    await sign(signed, signed.code);
    expect((await as(`POST /api/v1/operator/order-forms/${signed.id}/versions`)).status).toBe(409);
    expect((await as(`PUT /api/v1/operator/order-forms/${signed.id}`, draft())).status).toBe(409);
  });

  it('R-0-a: is for professionals, with prices that it names or that the list has', async () => {
    const make = (given: object) => as('POST /api/v1/operator/order-forms', draft(given));
    expect(await make({ client: { ...client, registrationNumber: null } })).toMatchObject({
      status: 400,
      body: { fields: [{ path: 'client.registrationNumber', code: 'professionals_only' }] },
    });
    const items = [{ product: 'airo', quantity: 1 }];
    expect((await make({ items })).body.fields[0].code).toBe('no_price');
    const validFrom = app.clock.now().toZonedDateTimeISO('Europe/Paris').toPlainDate().toString();
    const prices = [{ product: 'airo', amount: '49.90' }];
    await as('POST /api/v1/operator/price-lists', { currency: 'EUR', label: '2026', validFrom, prices });
    expect((await make({ items })).body).toMatchObject({ monthlyTotal: '49.90' });
    expect((await make({ items: [{ product: 'rocket', quantity: 1, amount: '1.00' }] })).status).toBe(400);
    expect((await make({ commitmentMonths: 0, periodicity: 'yearly' })).status).toBe(400);
    expect((await make({ organizationId: '01900000-0000-7000-8000-000000000000' })).status).toBe(404);
  });

  it('R-1.1-a: needs the declaration of identity and power, and a code that is right, fresh and not guessed at', async () => {
    const form = await coded();
    const undeclared = { ...declaration, declaresIdentityAndPower: false };
    expect((await visit(`POST ${form.link}/codes`, undeclared)).status).toBe(400);
    const wrong = form.code === '000000' ? '111111' : '000000';
    for (let time = 0; time < 5; time += 1) expect((await sign(form, wrong)).body.code).toBe('code_refused');
    expect((await sign(form, form.code)).body.code).toBe('code_refused');
    await visit(`POST ${form.link}/codes`, declaration);
    await app.clock.advance(11 * 60_000);
    expect((await sign(form, codeIn(lastMail()))).body.code).toBe('code_refused');
    await visit(`POST ${form.link}/codes`, declaration);
    expect((await sign(form, codeIn(lastMail()))).status).toBe(200);
    const kinds = (await evidenceOf(form.id)).entries.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'code_refused')).toHaveLength(7);
  });

  it('can be declined, and a link that is wrong or too old says so', async () => {
    const form = await coded();
    expect((await visit(`POST ${form.link}/refusal`, { reason: 'Trop cher' })).body.orderForm.state).toBe('declined');
    expect((await sign(form, form.code)).status).toBe(409);
    const late = await coded();
    await app.clock.advance(30 * 24 * 3_600_000);
    expect((await sign(late, late.code)).status).toBe(410);
    await app.modules.contract.tick();
    await app.modules.contract.tick();
    staff = await makeStaff(app);
    expect((await stateOf(late.id)).state).toBe('expired');
    expect((await evidenceOf(late.id)).entries.filter(({ kind }) => kind === 'expired')).toHaveLength(1);
    expect((await visit('POST /api/v1/order-form-links/aaaaaaaaaaaaaaaaaaaaaaaaa/opening')).status).toBe(410);
    expect((await visit('POST /api/v1/order-form-links/short/opening')).status).toBe(400);
  });

  it('R-A4.5-b: its extra channels are granted once it is signed', async () => {
    const { organizationId } = await makeUser(app);
    const channels = () => app.modules.contract.granted(organizationScope(organizationId), 'telephony.extra_channels');
    const form = await coded({ organizationId });
    expect(await channels()).toMatchObject({ limit: 0 });
    await sign(form, form.code);
    expect(await channels()).toMatchObject({ limit: 2, ruleId: 'R-A4.5-b' });
  });

  it('is read by its organization without its drafts, and by no other', async () => {
    const admin = await makeUser(app, { role: 'admin' });
    const { organizationId } = admin;
    await as('POST /api/v1/operator/order-forms', draft({ organizationId }));
    const form = await coded({ organizationId });
    const list = (cookie: string) => as('GET /api/v1/order-forms', undefined, cookie);
    expect((await list(admin.cookie)).body.items.map((item: { id: string }) => item.id)).toEqual([form.id]);
    const stranger = await makeUser(app, { role: 'admin' });
    expect((await list(stranger.cookie)).body.items).toEqual([]);
    const document = `GET /api/v1/order-forms/${form.id}/document?which=sent`;
    expect((await as(document, undefined, admin.cookie)).status).toBe(200);
    expect((await as(document, undefined, stranger.cookie)).status).toBe(404);
    expect((await list((await makeUser(app, { organizationId })).cookie)).status).toBe(403);
    expect((await as('GET /api/v1/operator/order-forms', undefined, admin.cookie)).status).toBe(403);
  });

  it('R-9.1.2-b: tells its organization what comes next, and what leaving costs on any day', async () => {
    const admin = await makeUser(app, { role: 'accountant' });
    const { organizationId } = admin;
    const form = await coded({ organizationId });
    const outlook = (query = '', cookie = admin.cookie) =>
      as(`GET /api/v1/order-forms/${form.id}/outlook${query}`, undefined, cookie);
    expect((await outlook()).status).toBe(404);
    const { body } = await sign(form, form.code);
    const start = Temporal.PlainDate.from(body.orderForm.effectiveDate);
    const after = (months: number, days = 0) => start.add({ months }).add({ days }).toString();
    expect((await outlook(`?on=${after(7, 5)}`)).body).toEqual({
      on: after(7, 5),
      currency: 'EUR',
      term: { start: after(0), end: after(12), renewals: 0 },
      refuseRenewalBy: after(12, -30),
      revision: { effectiveOn: after(12), announceBy: after(12, -60), negotiateBy: after(11) },
      leaving: { endsOn: after(8), months: 4, indemnity: '1292.00', ruleId: 'R-9.1.2-b' },
      numberDeletionFee: '30.00',
    });
    await as('POST /api/v1/operator/policies/etf.months/changes', {
      ...{ value: 'ceil_calendar', validFrom: start.toString(), organizationId, reason: 'négocié' },
    });
    expect((await outlook(`?on=${after(7, 5)}`)).body.leaving).toMatchObject({ months: 5, indemnity: '1615.00' });
    expect((await outlook('?on=soon')).status).toBe(400);
    expect((await outlook('', (await makeUser(app, { role: 'admin' })).cookie)).status).toBe(404);
    expect((await outlook('', (await makeUser(app, { organizationId })).cookie)).status).toBe(403);
  });

  it('that is signed is kept by the database itself, as is the evidence', async () => {
    const form = await coded();
    await sign(form, form.code);
    const run = (text: string) => app.db.transaction(operatorScope, (tx) => sql.raw(text).execute(tx));
    await expect(run(`update order_forms set version = 9 where id = '${form.id}'`)).rejects.toThrow('never changes');
    await expect(run('update order_form_events set actor = kind')).rejects.toThrow('permission denied');
    await expect(run('delete from order_form_events')).rejects.toThrow('permission denied');
  });
});

describe.skipIf(!hasTool('pdftotext') || !hasTool('qpdf'))('the document, read by other programs', () => {
  it('says what was ordered, is well formed PDF/A with its fonts inside, and ends with the certificate', async () => {
    const terms = { document: 'general', label: 'v1', effectiveFrom: '', textFr: 'Article 1' };
    const effectiveFrom = app.clock.now().toZonedDateTimeISO('Europe/Paris').toPlainDate().toString();
    const flags = { isSignificant: false, isNegative: false, isRegulatory: false };
    await as('POST /api/v1/operator/terms', { ...terms, effectiveFrom, ...flags });
    const form = await coded();
    expect((await sign(form, form.code)).body.fields[0].path).toBe('consents');
    expect((await sign(form, form.code, { consents: ['general'] })).status).toBe(200);
    const file = join(await mkdtemp(join(tmpdir(), 'carillon-')), 'signed.pdf');
    await writeFile(file, await documentOf(form.id, 'signed'));
    const text = execFileSync(toolPath('pdftotext')!, ['-layout', file, '-'], { encoding: 'utf8' });
    expect(text).toContain(`Bon de commande ${form.number}, version 1`);
    expect(text).toMatch(/Accès illimité\s+10\s+30,00\s€\s+300,00\s€/);
    expect(text).toMatch(/Total mensuel hors taxes : 323,00\s€/);
    expect(text).toContain('Signé par Ana Durand, Gérante, ana@acme.example');
    const { entries } = await evidenceOf(form.id);
    expect(text.replaceAll(/\s/g, '')).toContain(entries.find(({ kind }) => kind === 'signed')!.hash);
    expect(execFileSync(toolPath('qpdf')!, ['--check', file], { encoding: 'utf8' })).toContain('No syntax or stream');
    const raw = execFileSync(toolPath('qpdf')!, ['--qdf', '--object-streams=disable', file, '-'], {
      encoding: 'latin1',
    });
    expect(raw).toContain('<pdfaid:part>3</pdfaid:part>');
    expect(raw).toContain('/FontFile2');
    expect(raw).not.toContain('/BaseFont /Helvetica');
  });
});
