import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { demoOperator, demoOrganizations, type DemoOrganization } from './demo-organizations.ts';
import type { SipPlace } from './ports.ts';
import { derivedApiKey, derivedPassword } from './secrets.ts';

/** `data/demo.json`: how to sign in to the demonstration. Everything in it follows from the seed. */
export type DemoFile = {
  readonly url: string;
  readonly sip: SipPlace;
  readonly operator: { readonly email: string; readonly password: string };
  readonly organizations: readonly DemoFileOrganization[];
  readonly sandboxCarrier: { readonly host: string; readonly port: number };
};

export type DemoFileUser = {
  readonly name: string;
  readonly email: string;
  readonly password: string;
  readonly role: string;
  readonly extension: string;
  readonly sip: { readonly username: string; readonly password: string };
};
export type DemoFileOrganization = {
  readonly name: string;
  readonly apiKey: string;
  readonly numbers: readonly string[];
  readonly users: readonly DemoFileUser[];
};

export type DemoPlaces = Pick<DemoFile, 'url' | 'sip' | 'sandboxCarrier'>;

export function describeDemo(seed: Uint8Array, { url, sip, sandboxCarrier }: DemoPlaces): DemoFile {
  const operator = { email: demoOperator.email, password: derivedPassword(seed, `password ${demoOperator.email}`, 14) };
  const organizations = demoOrganizations.map((organization) => describeOrganization(seed, organization));
  return { url, sip, operator, organizations, sandboxCarrier };
}

function describeOrganization(seed: Uint8Array, { name, mainNumber, people }: DemoOrganization): DemoFileOrganization {
  const numbers = [mainNumber, ...people.flatMap((person) => person.number ?? [])];
  const users = people.map(({ name: personName, email, role, extension }) => ({
    name: personName,
    email,
    password: derivedPassword(seed, `password ${email}`, 14),
    role,
    extension,
    sip: {
      username: `d${derivedPassword(seed, `sip user ${email}`, 11)}`,
      password: derivedPassword(seed, `sip ${email}`, 20),
    },
  }));
  return { name, apiKey: derivedApiKey(seed, `api key ${name}`), numbers, users };
}

/** Writes the file whole or not at all, readable by its owner only. */
export async function writeDemoFile(dataDir: string, demo: DemoFile): Promise<void> {
  const path = join(dataDir, 'demo.json');
  await writeFile(`${path}.new`, `${JSON.stringify(demo, null, 2)}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
}
