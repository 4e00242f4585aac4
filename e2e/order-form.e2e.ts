import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, openPerson } from './support/browser.ts';
import { startCarillon, type Carillon } from './support/carillon.ts';
import { startMailServer, type MailServer } from './support/mail-server.ts';

describe('an order form', () => {
  let carillon: Carillon;
  let browser: Browser;
  let mail: MailServer;
  let staff: Page;

  beforeAll(async () => {
    mail = await startMailServer();
    [carillon, browser] = await Promise.all([startCarillon({ CARILLON_SMTP_URL: mail.url }), launchBrowser()]);
    ({ page: staff } = await openPerson(browser, { url: carillon.demo.url, toneHz: 440 }));
    const options = { headers: { origin: carillon.demo.url } };
    await staff.request.post(`${carillon.demo.url}/api/v1/session`, { data: carillon.demo.operator, ...options });
    await staff.request.patch(`${carillon.demo.url}/api/v1/session/preferences`, {
      data: { language: 'en' },
      ...options,
    });
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await carillon?.stop();
    await mail?.close();
  });

  async function draft(): Promise<void> {
    await staff.goto(`${carillon.demo.url}/operator/order-forms`);
    await staff.getByRole('button', { name: 'Who sells' }).click();
    await staff.getByLabel('Legal name').fill('Carillon Telecom SAS');
    await staff.getByLabel('Address').fill('2 rue Basse, 75001 Paris');
    await staff.getByRole('button', { name: 'Save' }).click();
    await staff.getByRole('dialog').waitFor({ state: 'detached' });
    await staff.getByRole('button', { name: 'New order form' }).click();
    await staff.getByRole('combobox', { name: 'Carillon customer' }).click();
    await staff.getByRole('option').first().click();
    const client = { 'Legal name': 'ACME', 'Legal form': 'SAS', 'Company number': '812345678', Address: '1 rue Haute' };
    const place = { 'Postal code': '33000', City: 'Bordeaux', 'Name of the signatory': 'Ana Durand' };
    const fields = { ...client, ...place, 'E-mail of the signatory': 'ana@acme.example' };
    for (const [label, text] of Object.entries(fields)) await staff.getByLabel(label, { exact: true }).fill(text);
    await staff.getByLabel('Quantity, line 1').fill('10');
    await staff.getByLabel('Monthly price excl. tax (empty: list), line 1').fill('30,00');
    await staff.getByRole('button', { name: 'Save' }).click();
    await staff.getByRole('dialog').waitFor({ state: 'detached' });
  }

  it('goes from a draft to a signature with a code that came by mail', async () => {
    await draft();
    const row = staff.getByRole('row', { name: /ACME/ });
    await row.getByRole('button', { name: /^Actions/ }).click();
    await staff.getByRole('menuitem', { name: 'Send for signature' }).click();
    await staff.getByRole('dialog').getByRole('button', { name: 'Send for signature' }).click();
    await staff.getByText('An e-mail went to ana@acme.example.').waitFor();
    const link = /https?:\S+\/order-form\/\S+/.exec(mail.mails.at(-1)?.text ?? '')?.[0];
    expect(link).toBeDefined();

    const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'en-GB' });
    const page = await context.newPage();
    await page.goto(link!);
    await page.getByRole('heading', { name: /Order form BC-|Bon de commande BC-/ }).waitFor();
    await page.getByText(/Unlimited access|Accès illimité/).waitFor();
    await page.getByLabel(/^(Position|Fonction)$/).fill('Manager');
    await page.getByLabel(/I declare|Je déclare/).check();
    await page.getByRole('button', { name: /Receive a code|Recevoir un code/ }).click();
    const code = page.getByLabel(/Code received|Code reçu/);
    await code.waitFor();
    await code.fill(/^(\d{6})\s*$/m.exec(mail.mails.at(-1)?.text ?? '')?.[1] ?? 'no code came');
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBeLessThanOrEqual(390);
    await page.getByRole('button', { name: /I sign and order|Je signe et je commande/ }).click();
    await page.getByText(/^(Signed on|Signé le)/).waitFor();
    await staff.reload();
    await row.getByText('Signed').waitFor();
    const download = staff.waitForEvent('download');
    await row.getByRole('button', { name: /^Actions/ }).click();
    await staff.getByRole('menuitem', { name: 'Signed PDF' }).click();
    expect((await download).suggestedFilename()).toMatch(/^BC-\d{6}-v1\.pdf$/);
    await context.close();
  }, 120_000);
});
