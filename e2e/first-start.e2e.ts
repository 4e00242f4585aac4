import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, openPerson } from './support/browser.ts';
import { startCarillon, type Carillon } from './support/carillon.ts';
import { Telephone } from './support/telephone.ts';

const operator = { name: 'Olga Operator', email: 'olga@operator.example', password: 'a long enough phrase' };
const boss = { name: 'Bea Boss', email: 'bea@customer.example', password: 'another long phrase' };

describe('an installation without demonstration data', () => {
  let carillon: Carillon;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    [carillon, browser] = await Promise.all([startCarillon({ CARILLON_DEMO: 'off' }), launchBrowser()]);
    const link = /works once\): (\S+)/.exec(carillon.output())?.[1];
    ({ page } = await openPerson(browser, { url: link ?? 'no link was printed', toneHz: 440 }));
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await carillon?.stop();
  });

  it('goes from the printed link to the first telephone of the first customer', async () => {
    await page.getByLabel('Your name').fill(operator.name);
    await page.getByLabel('E-mail').fill(operator.email);
    await page.getByRole('textbox', { name: 'Choose a password' }).fill(operator.password);
    await page.getByRole('button', { name: 'Create the account' }).click();

    await page.getByRole('heading', { name: /^(Customers|Clients)$/ }).waitFor();
    await inEnglish(page);
    await page.getByRole('button', { name: 'New customer' }).first().click();
    await page.getByLabel('Organization').fill('Customer Ltd');
    await page.getByLabel('Name of the first administrator').fill(boss.name);
    await page.getByLabel('E-mail of the first administrator').fill(boss.email);
    await page.getByRole('button', { name: 'Add', exact: true }).click();

    const invitation = await page.getByText(/\/invitation\//).textContent();
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
    await page.getByRole('cell', { name: 'Customer Ltd', exact: true }).waitFor();

    const { page: invited } = await openPerson(browser, { url: invitation ?? '', toneHz: 500 });
    await invited.getByRole('heading', { name: /Customer Ltd/ }).waitFor();
    await invited.locator('input[type=password]').fill(boss.password);
    await invited.getByRole('button', { name: /^(Join|Rejoindre)$/ }).click();
    const telephone = new Telephone(invited);
    await telephone.bar.waitFor();
    await telephone.useEnglish();
  });

  it('does not let the printed link work twice', async () => {
    const link = /works once\): (\S+)/.exec(carillon.output())?.[1] ?? '';
    const { page: second } = await openPerson(browser, { url: link, toneHz: 440 });
    await second.getByLabel('Your name').fill('Mallory');
    await second.getByLabel('E-mail').fill('mallory@example.com');
    await second.getByRole('textbox', { name: 'Choose a password' }).fill('yet another phrase');
    await second.getByRole('button', { name: 'Create the account' }).click();
    expect(await second.getByRole('alert').textContent()).not.toBe('');
    expect(new URL(second.url()).pathname).toMatch(/^\/setup\//);
  });
});

async function inEnglish(page: Page): Promise<void> {
  const { origin } = new URL(page.url());
  await page.request.patch(`${origin}/api/v1/session/preferences`, { data: { language: 'en' }, headers: { origin } });
  await page.reload();
}
