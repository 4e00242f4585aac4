import pg from 'pg';

/**
 * The roles of Carillon. `carillon` owns the tables; `carillon_app` and `carillon_operator` hold the rights of the two
 * scopes; `carillon_login` is what the program connects as: it has no right of its own and may only become those two.
 * None is a superuser and none bypasses row-level security.
 */
const roleSql = [
  'create role carillon nologin nosuperuser nobypassrls',
  'create role carillon_app nologin nosuperuser nobypassrls',
  'create role carillon_operator nologin nosuperuser nobypassrls',
  'create role carillon_login login noinherit nosuperuser nobypassrls',
  'grant carillon_app, carillon_operator to carillon_login',
];

/** What a database administrator runs by hand when the given user may not create roles. */
export function manualSetupSql(user: string, database: string): string {
  const grants = [
    `grant carillon, carillon_operator to "${user}"`,
    `grant create, connect on database "${database}" to carillon`,
    `grant usage, create on schema public to carillon`,
    'create schema pgboss authorization carillon_operator',
    `alter role "${user}" createrole`,
  ];
  return [...roleSql, ...grants].map((line) => `  ${line};`).join('\n');
}

async function missingRoles(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ count: number }>(
    `select count(*)::int as count from pg_roles
     where rolname in ('carillon', 'carillon_app', 'carillon_operator', 'carillon_login')`,
  );
  return rows[0]!.count < 4;
}

/** Roles belong to the whole server: two starting nodes may both try, so each line tolerates "already exists". */
async function createRoles(client: pg.Client): Promise<void> {
  for (const line of roleSql) {
    await client.query(line).catch((error: { code?: string }) => {
      if (error.code !== '42710' && error.code !== '23505') throw error;
    });
  }
}

async function grantDatabase(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ database: string; user: string }>(
    'select current_database() as database, current_user as user',
  );
  const database = client.escapeIdentifier(rows[0]!.database);
  const user = client.escapeIdentifier(rows[0]!.user);
  await client.query(`grant carillon, carillon_operator to ${user}`);
  await client.query(`grant create, connect on database ${database} to carillon`);
  await client.query(`grant connect on database ${database} to carillon_login`);
  await client.query('grant usage, create on schema public to carillon');
  await client.query('create schema if not exists pgboss authorization carillon_operator');
}

async function refuseOldServer(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ server_version_num: string; server_version: string }>(
    `select current_setting('server_version_num') as server_version_num, current_setting('server_version') as server_version`,
  );
  if (Number(rows[0]!.server_version_num) < 150_000) {
    throw new Error(`DATABASE_URL points at PostgreSQL ${rows[0]!.server_version}; Carillon needs 15 or later.`);
  }
}

async function setup(client: pg.Client, loginPassword: string): Promise<void> {
  await refuseOldServer(client);
  if (await missingRoles(client)) await createRoles(client);
  await grantDatabase(client);
  await client.query(`alter role carillon_login password ${client.escapeLiteral(loginPassword)}`);
}

/**
 * Makes the roles when they are missing and lets `carillon_login` in with `loginPassword`. Returns the address to
 * connect with as that role.
 * @throws Error with the SQL to run by hand when the user of `url` may not do this.
 */
export async function prepareRoles(url: string, loginPassword: string): Promise<string> {
  const client = new pg.Client({ connectionString: url, application_name: 'carillon set-up' });
  await client.connect();
  try {
    await setup(client, loginPassword);
  } catch (error) {
    if ((error as { code?: string }).code !== '42501') throw error;
    const sqlToRun = manualSetupSql(client.user ?? 'carillon_user', client.database ?? 'carillon');
    throw new Error(
      `The user of DATABASE_URL may not create the roles that Carillon needs. As an administrator of PostgreSQL, run:\n${sqlToRun}`,
      { cause: error },
    );
  } finally {
    await client.end();
  }
  return loginUrl(url, loginPassword);
}

/** The same address as the role `carillon_login`. */
export function loginUrl(url: string, loginPassword: string): string {
  const address = new URL(url);
  address.username = 'carillon_login';
  address.password = loginPassword;
  return address.href;
}
