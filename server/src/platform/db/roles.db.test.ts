import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import { prepareRoles } from './roles.ts';

/** The address of a role of its own on a fresh database; roles belong to the whole cluster, so they are dropped. */
async function roleOnDatabase(name: string, attributes: string, grants: (database: string) => string[]) {
  const db = await testDatabase();
  const admin = new pg.Client({ connectionString: db.adminUrl });
  await admin.connect();
  await admin.query(`create role ${name} login password 'x' ${attributes}`);
  for (const grant of grants(db.name)) await admin.query(grant);
  onTestFinished(async () => {
    await admin.query(`drop owned by ${name} cascade`);
    await admin.query(`drop role ${name}`);
    await admin.end();
  });
  const url = new URL(db.adminUrl);
  url.username = name;
  url.password = 'x';
  return { url: url.href, admin };
}

test('a user that may do nothing is told which SQL an administrator must run', async () => {
  const { url } = await roleOnDatabase('powerless', '', () => []);
  const failing = prepareRoles(url, 'secret-password');
  await expect(failing).rejects.toThrow('may not create the roles that Carillon needs');
  await expect(failing).rejects.toThrow(/create role carillon_login login noinherit nosuperuser nobypassrls;/);
  await expect(failing).rejects.toThrow(/grant carillon, carillon_operator to "powerless"/);
  await expect(failing).rejects.not.toThrow('secret-password');
});

test('the login role comes in with its password and can become the two scopes, nothing more', async () => {
  const db = await testDatabase();
  const url = await prepareRoles(db.adminUrl, 'test');
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('set role carillon_app');
  await client.query('set role carillon_operator');
  await expect(client.query('set role carillon')).rejects.toThrow('permission denied');
  await expect(client.query('set role postgres')).rejects.toThrow('permission denied');
  await client.end();
});
