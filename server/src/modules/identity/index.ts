import { hkdfSync } from 'node:crypto';
import type { Clock } from '#platform/clock';
import { operatorScope, organizationScope, type Database, type Scope, type Tx } from '#platform/db';
import type { Authenticate, Http } from '#platform/http';
import type { Logger } from '#platform/log';
import type { Mail } from '#platform/mail';
import type { Realtime } from '#platform/realtime';
import { authenticate } from './actions/authenticate.ts';
import { createAudit, type Audit } from './actions/audit.ts';
import { firstStaffLink } from './actions/first-staff.ts';
import type { IdentityConfig, IdentityContext } from './context.ts';
import type { Member } from './member.ts';
import type { IdentityPorts } from './ports.ts';
import { createPasswordSignIn } from './providers/better-auth/password-sign-in.ts';
import { addIdentityRoutes } from './routes.ts';
import { createSeed, type IdentitySeed } from './seed.ts';
import { findOrganizationRow } from './store/organizations.ts';
import { hasStaff } from './store/staff.ts';
import type { OrganizationRow } from './store/tables.ts';
import { activeMember, activeMemberByExtension, membersByIds, membersOfOrganization } from './store/members.ts';
import { findUserRow } from './store/users.ts';

export type { Audit, AuditSubject } from './actions/audit.ts';
export type { Member } from './member.ts';
export type { IdentityPorts, NumbersOfUser, SipSecretRotation, UserNumbers } from './ports.ts';
export type { IdentitySeed, SeedUser } from './seed.ts';
export { decodeCursor, encodeCursor } from './domain/cursor.ts';
export type Organization = Readonly<OrganizationRow>;

export type IdentityDeps = {
  readonly db: Database;
  readonly clock: Clock;
  readonly http: Http;
  readonly realtime: Pick<Realtime, 'dropActor'>;
  readonly mail: Mail;
  readonly config: IdentityConfig;
  readonly log: Logger;
};

export interface Identity {
  readonly authenticate: Authenticate;
  /** Records an administrative act in its transaction. */
  readonly audit: Audit;
  /** Members of `ids` that the scope may see, in no order; removed ones too. */
  usersByIds(scope: Scope, ids: readonly string[], tx?: Tx): Promise<readonly Member[]>;
  /** The active member who has the extension. */
  userByExtension(scope: Scope, extension: string, tx?: Tx): Promise<Member | null>;
  findOrganization(organizationId: string, tx?: Tx): Promise<Organization | null>;
  /** The member when active; null when unknown, removed, invited or suspended. */
  activeUser(userId: string, tx?: Tx): Promise<Member | null>;
  /** Members of the scope's organization by name, invited and suspended ones too. */
  listUsers(scope: Scope, tx?: Tx): Promise<Member[]>;
  /** R-5.2-c: until when paid destinations are refused to the member; null when they are not. */
  paidDestinationsPausedUntil(userId: string, tx?: Tx): Promise<Temporal.Instant | null>;
  /** The one-time link that creates the first staff account, to be printed; null when there is staff. */
  firstStaffLink(): Promise<string | null>;
  hasStaff(): Promise<boolean>;
  /** Called once by `app.ts`, when the modules to the right exist. */
  fillPorts(ports: IdentityPorts): void;
  readonly seed: IdentitySeed;
}

/** Puts the module together, serves its operations and becomes the authenticator of `http`. */
export function createIdentity(deps: IdentityDeps): Identity {
  const context = createContext(deps);
  const { db, http } = deps;
  addIdentityRoutes(context.actions, http);
  const signInOf: Authenticate = (request) => authenticate(context.actions, request);
  http.setAuthenticator(signInOf);
  return {
    authenticate: signInOf,
    audit: context.actions.audit,
    usersByIds: (scope, ids, tx) => db.within(tx, scope, (inner) => membersByIds(inner, ids)),
    userByExtension: (scope, extension, tx) =>
      db.within(tx, scope, (inner) => activeMemberByExtension(inner, organizationIn(scope), extension)),
    findOrganization: (id, tx) => db.within(tx, organizationScope(id), (inner) => findOrganizationRow(inner, id)),
    activeUser: (id, tx) => db.within(tx, operatorScope, (inner) => activeMember(inner, id)),
    listUsers: (scope, tx) => db.within(tx, scope, (inner) => membersOfOrganization(inner, organizationIn(scope))),
    paidDestinationsPausedUntil: (id, tx) =>
      db.within(tx, operatorScope, (inner) => pausedUntil(inner, id, deps.clock)),
    firstStaffLink: () => firstStaffLink(context.actions),
    hasStaff: () => db.read(operatorScope, hasStaff),
    fillPorts: (ports) => context.fillPorts(ports),
    seed: createSeed(context.actions),
  };
}

function createContext({ http: _http, ...deps }: IdentityDeps): {
  actions: IdentityContext;
  fillPorts(ports: IdentityPorts): void;
} {
  let filled: IdentityPorts | null = null;
  const secret = Buffer.from(hkdfSync('sha256', deps.config.secretKey, '', 'better-auth', 32)).toString('hex');
  const passwords = createPasswordSignIn({ db: deps.db, clock: deps.clock, secret, publicUrl: deps.config.publicUrl });
  const ports = () => {
    if (!filled) throw new Error('identity.fillPorts was not called');
    return filled;
  };
  return {
    actions: { ...deps, passwords, ports, audit: createAudit(deps.clock) },
    fillPorts: (given) => void (filled = given),
  };
}

/** These questions are about one organization. @throws Error in the operator's scope, which has none */
function organizationIn(scope: Scope): string {
  if (scope.kind !== 'organization') throw new Error('This needs the scope of an organization');
  return scope.organizationId;
}

async function pausedUntil(tx: Tx, userId: string, clock: Clock): Promise<Temporal.Instant | null> {
  const until = (await findUserRow(tx, userId))?.paidDestinationsPausedUntil ?? null;
  return until && Temporal.Instant.compare(until, clock.now()) > 0 ? until : null;
}
