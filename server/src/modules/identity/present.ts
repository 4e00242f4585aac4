import { grantedScope, permissions, type SessionView, type UserView, type Role } from '@carillon/api';
import type { AuditRow, ApiKeyRow, InvitationRow, OrganizationRow, StaffRow, UserRow } from './store/tables.ts';
import type { NumbersOfUser } from './ports.ts';

const text = (instant: Temporal.Instant) => instant.toString({ smallestUnit: 'millisecond' });
const optional = (instant: Temporal.Instant | null) => (instant ? text(instant) : null);

export function presentOrganization(row: OrganizationRow) {
  const { id, name, timeZone, language, country } = row;
  return { id, name, timeZone, language, country, createdAt: text(row.createdAt) };
}

function permissionsOf(role: Role): SessionView['permissions'] {
  return permissions.flatMap((permission) => {
    const scope = grantedScope(role, permission);
    return scope ? [{ permission, scope }] : [];
  });
}

/** What the screens know of the signed-in member; own language first, then the organization's. */
export function presentMemberSession(user: UserRow, organization: OrganizationRow): SessionView {
  const { id, name, email, theme, extension, role } = user;
  const language = user.language ?? organization.language;
  const timeZone = user.timeZone ?? organization.timeZone;
  return {
    user: { id, name, email, language, timeZone, theme, extension },
    organization: {
      id: organization.id,
      name: organization.name,
      timeZone: organization.timeZone,
      country: organization.country,
    },
    role,
    staff: false,
    permissions: permissionsOf(role),
  };
}

export function presentStaffSession(staff: StaffRow): SessionView {
  const { id, name, email, language, timeZone, theme } = staff;
  return {
    user: { id, name, email, language, timeZone, theme, extension: null },
    organization: null,
    role: null,
    staff: true,
    permissions: [],
  };
}

export type UserPresentation = {
  readonly user: UserRow;
  readonly organization: OrganizationRow;
  readonly numbers: NumbersOfUser | undefined;
};

export function presentUser({ user, organization, numbers }: UserPresentation): UserView {
  const { id, name, email, role, extension, state } = user;
  return {
    id,
    name,
    email,
    role,
    extension,
    state,
    language: user.language ?? organization.language,
    numbers: [...(numbers?.numbers ?? [])],
    callerId: numbers?.callerId ?? null,
    createdAt: text(user.createdAt),
    lastSeenAt: optional(user.lastSeenAt),
  };
}

export function presentInvitation(
  row: InvitationRow,
  user: Pick<UserRow, 'email' | 'name' | 'role'>,
  link: string | null,
) {
  const { id, mailed } = row;
  const times = {
    createdAt: text(row.createdAt),
    expiresAt: text(row.expiresAt),
    acceptedAt: optional(row.acceptedAt),
  };
  return { id, email: user.email, name: user.name, role: user.role, ...times, link, mailed };
}

export function presentApiKey(row: ApiKeyRow) {
  const { id, name, prefix, permissions: granted } = row;
  const times = {
    createdAt: text(row.createdAt),
    expiresAt: optional(row.expiresAt),
    lastUsedAt: optional(row.lastUsedAt),
  };
  return { id, name, prefix, permissions: granted, ...times, revokedAt: optional(row.revokedAt) };
}

export function presentAudit(row: AuditRow) {
  const subject = row.subjectKind && row.subjectId ? { kind: row.subjectKind, id: row.subjectId } : null;
  const actor = { kind: row.actorKind, id: row.actorId, name: row.actorName };
  return { id: row.id, at: text(row.at), actor, action: row.action, subject, details: row.details };
}
