import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { microphoneScript } from './microphone-script.ts';

/** Debian's Chromium, headless, with a microphone that plays a tone of our choice. */
export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      '--autoplay-policy=no-user-gesture-required',
    ],
  });
}

export type PersonPage = { readonly page: Page; readonly context: BrowserContext };

/** A browser of its own for one person (own cookies), speaking at `toneHz`. */
export async function openPerson(
  browser: Browser,
  options: { url: string; toneHz: number; language?: 'fr' | 'en'; viewport?: { width: number; height: number } },
): Promise<PersonPage> {
  const context = await browser.newContext({
    locale: options.language ?? 'en',
    viewport: options.viewport ?? { width: 1440, height: 900 },
    permissions: ['microphone'],
  });
  await context.addInitScript(microphoneScript, options.toneHz);
  const page = await context.newPage();
  await page.goto(options.url);
  return { page, context };
}
