import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, openPerson } from './support/browser.ts';
import { startCarillon, type Carillon } from './support/carillon.ts';

const pages = [
  '/calls',
  '/team',
  '/setup/users',
  '/setup/devices',
  '/setup/numbers',
  '/setup/trunks',
  '/setup/calling-limits',
  '/setup/api-keys',
  '/setup/audit',
  '/setup/organization',
  '/account/profile',
  '/account/terms',
  '/account/order-forms',
];
const sizes = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];

describe('every page, in both themes and sizes', () => {
  let carillon: Carillon;
  let browser: Browser;
  let axe: string;

  beforeAll(async () => {
    axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
    [carillon, browser] = await Promise.all([startCarillon(), launchBrowser()]);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await carillon?.stop();
  });

  async function administrator(viewport: { width: number; height: number }): Promise<Page> {
    const { page } = await openPerson(browser, { url: carillon.demo.url, toneHz: 440, viewport });
    const user = carillon.demo.organizations[0]?.users.find((u) => u.role === 'super_admin' || u.role === 'admin');
    await page.request.post(`${carillon.demo.url}/api/v1/session`, {
      data: { email: user?.email, password: user?.password },
      headers: { origin: carillon.demo.url },
    });
    return page;
  }

  async function violations(page: Page): Promise<string[]> {
    await page.evaluate(axe);
    return page.evaluate(async () => {
      const { axe: run } = window as unknown as {
        axe: { run: () => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
      };
      const { violations: found } = await run.run();
      return found.map(
        (v) =>
          `${v.id}: ${v.nodes
            .map((n) => n.html.slice(0, 160))
            .slice(0, 3)
            .join(' | ')}`,
      );
    });
  }

  /** What is wrong with one page: axe's findings, and whether it scrolls sideways. */
  async function problemsOf(page: Page, path: string): Promise<string[]> {
    await page.goto(carillon.demo.url + path);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForFunction(() => document.querySelectorAll('.mantine-Skeleton-root').length === 0);
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    return [...(await violations(page)), ...(overflow > 0 ? [`scrolls sideways by ${overflow}`] : [])];
  }

  it.each(['light', 'dark'] as const)('axe finds nothing in %s', async (theme) => {
    const found: Record<string, string[]> = {};
    for (const viewport of sizes) {
      const page = await administrator(viewport);
      const preferences = { data: { theme, language: 'en' }, headers: { origin: carillon.demo.url } };
      await page.request.patch(`${carillon.demo.url}/api/v1/session/preferences`, preferences);
      const log = await page.request.get(`${carillon.demo.url}/api/v1/calls?outcome=answered&limit=1`);
      const [call] = ((await log.json()) as { items: { id: string }[] }).items;
      for (const path of [...pages, `/calls/${call?.id}`]) {
        const problems = await problemsOf(page, path);
        if (problems.length > 0) found[`${path} ${viewport.width}`] = problems;
      }
      await page.context().close();
    }
    expect(found).toEqual({});
  });

  it.each(['light', 'dark'] as const)('axe finds nothing on the pages of the operator in %s', async (theme) => {
    const { page } = await openPerson(browser, { url: carillon.demo.url, toneHz: 440 });
    const options = { headers: { origin: carillon.demo.url } };
    await page.request.post(`${carillon.demo.url}/api/v1/session`, { data: carillon.demo.operator, ...options });
    const preferences = { data: { theme, language: 'en' }, ...options };
    await page.request.patch(`${carillon.demo.url}/api/v1/session/preferences`, preferences);
    const paths = ['customers', 'policies', 'prices', 'order-forms', 'deadlines', 'terms', 'security'].map(
      (name) => `/operator/${name}`,
    );
    for (const path of paths) {
      expect(await problemsOf(page, path)).toEqual([]);
    }
    expect(await problemsOf(page, '/account/profile')).toEqual([]);
    await page.context().close();
  });

  it('signs in and opens a page by keyboard alone, in French', async () => {
    const { page } = await openPerson(browser, { url: carillon.demo.url, toneHz: 440, language: 'fr' });
    const user = carillon.demo.organizations[0]?.users[5];
    await page.getByLabel('E-mail').waitFor();
    await page.keyboard.type(user?.email ?? '');
    await page.keyboard.press('Tab');
    await page.keyboard.type(user?.password ?? '');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: /^(Appels|Calls)$/ }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('textbox', { name: /Rechercher ou aller à|Search or jump to/ }).waitFor();
    await page.keyboard.type('quipe');
    await page.keyboard.press('Enter');
    await page.getByRole('table', { name: /Collègues|Colleagues/ }).waitFor();
    await page.context().close();
  });
});
