import { sql, type Kysely } from 'kysely';

/**
 * `carillon_protect(table)` is the second wall of tenancy: it turns row-level security on (also for the owner), lets
 * `carillon_app` see and write only rows of the organization set in the transaction, and `carillon_operator` all of
 * them. Forgetting to set the organization shows no row. `column` is `id` for the table of organizations itself.
 * A table that is not protected is out of reach of `carillon_app`.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`grant usage on schema public to carillon_app, carillon_operator`.execute(db);
  await sql`alter default privileges in schema public
    grant select, insert, update, delete on tables to carillon_operator`.execute(db);
  await sql`alter default privileges in schema public
    grant usage, select on sequences to carillon_app, carillon_operator`.execute(db);
  await sql`revoke all on public.migration from carillon_operator`.execute(db);
  await sql`
    create function carillon_organization_id() returns uuid language sql stable parallel safe
    return nullif(current_setting('app.organization_id', true), '')::uuid`.execute(db);
  await sql`
    create function carillon_protect(target regclass, tenant_column text default 'organization_id') returns void
    language plpgsql as $$
    begin
      execute format('alter table %s enable row level security', target);
      execute format('alter table %s force row level security', target);
      execute format('create policy organization_rows on %s to carillon_app
        using (%2$I = carillon_organization_id()) with check (%2$I = carillon_organization_id())', target, tenant_column);
      execute format('create policy operator_rows on %s to carillon_operator using (true) with check (true)', target);
      execute format('grant select, insert, update, delete on %s to carillon_app, carillon_operator', target);
    end $$`.execute(db);
}
