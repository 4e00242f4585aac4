import type { Language, Permission, Role } from '@carillon/api';

type Instant = Temporal.Instant;

export type OrganizationRow = {
  id: string;
  name: string;
  /** ISO 3166-1 alpha-2. */
  country: string;
  timeZone: string;
  language: Language;
  createdAt: Instant;
};

export type UserState = 'active' | 'invited' | 'suspended';
export type Theme = 'light' | 'dark' | 'auto';

export type UserRow = {
  id: string;
  organizationId: string;
  name: string;
  email: string;
  role: Role;
  extension: string | null;
  language: Language | null;
  timeZone: string | null;
  theme: Theme;
  state: UserState;
  createdAt: Instant;
  lastSeenAt: Instant | null;
  passwordResetRequired: boolean;
  paidDestinationsPausedUntil: Instant | null;
  removedAt: Instant | null;
};

export type StaffRow = {
  id: string;
  name: string;
  email: string;
  language: Language;
  timeZone: string;
  theme: Theme;
  createdAt: Instant;
  lastSeenAt: Instant | null;
};

export type AuthUserRow = {
  id: string;
  name: string;
  email: string;
  emailVerified: boolean;
  image: string | null;
  createdAt: Instant;
  updatedAt: Instant;
};

export type AuthAccountRow = {
  id: string;
  userId: string;
  accountId: string;
  providerId: string;
  password: string | null;
  createdAt: Instant;
  updatedAt: Instant;
};

export type AuthSessionRow = {
  id: string;
  userId: string;
  /** SHA-256 of the cookie's value. */
  token: string;
  expiresAt: Instant;
  ipAddress: string | null;
  userAgent: string | null;
  createdAt: Instant;
  updatedAt: Instant;
};

export type ThrottleRow = {
  key: string;
  failures: number;
  windowStartedAt: Instant;
  blockedUntil: Instant | null;
};

export type SetupTokenRow = { tokenHash: string; createdAt: Instant; usedAt: Instant | null };

export type InvitationRow = {
  id: string;
  organizationId: string;
  userId: string;
  tokenHash: string;
  language: Language;
  mailed: boolean;
  createdAt: Instant;
  expiresAt: Instant;
  acceptedAt: Instant | null;
  revokedAt: Instant | null;
};

export type PasswordResetRow = {
  id: string;
  organizationId: string;
  userId: string;
  tokenHash: string;
  createdAt: Instant;
  expiresAt: Instant;
  usedAt: Instant | null;
};

export type ApiKeyRow = {
  id: string;
  organizationId: string;
  name: string;
  prefix: string;
  secretHash: string;
  permissions: Permission[];
  createdByUserId: string | null;
  createdAt: Instant;
  expiresAt: Instant | null;
  lastUsedAt: Instant | null;
  revokedAt: Instant | null;
};

export type AuditRow = {
  id: string;
  organizationId: string | null;
  at: Instant;
  actorKind: 'user' | 'staff' | 'api_key' | 'system';
  actorId: string | null;
  actorName: string;
  action: string;
  subjectKind: string | null;
  subjectId: string | null;
  details: Record<string, unknown>;
};

/** The tables of this module, by their names in code. */
export type IdentityTables = {
  organizations: OrganizationRow;
  users: UserRow;
  staffMembers: StaffRow;
  authUsers: AuthUserRow;
  authAccounts: AuthAccountRow;
  authSessions: AuthSessionRow;
  signInThrottles: ThrottleRow;
  setupTokens: SetupTokenRow;
  invitations: InvitationRow;
  passwordResets: PasswordResetRow;
  apiKeys: ApiKeyRow;
  auditEntries: AuditRow;
};
