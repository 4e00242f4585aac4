/**
 * Roles and what they may do: data, tested against every route. A permission is `module.resource:verb`; the scope
 * says over whose rows it holds (own rows, those of one's teams, all of the organization's).
 */
export const permissions = [
  'identity.organization:read',
  'identity.organization:manage',
  'identity.user:read',
  'identity.user:manage',
  'identity.api_key:manage',
  'identity.audit:read',
  'numbers.number:read',
  'numbers.number:manage',
  'contract.order_form:read',
  'telephony.call:read',
  'telephony.call:write',
  'telephony.device:read',
  'telephony.device:manage',
  'telephony.trunk:read',
  'telephony.trunk:manage',
  'telephony.team:read',
  'telephony.service_extension:read',
  'telephony.service_extension:manage',
] as const;
export type Permission = (typeof permissions)[number];

export type PermissionScope = 'own' | 'team' | 'organization';

export const roles = ['super_admin', 'admin', 'supervisor', 'accountant', 'technical', 'user'] as const;
export type Role = (typeof roles)[number];

type Grants = Partial<Record<Permission, PermissionScope>>;

const everyMember: Grants = {
  'identity.organization:read': 'organization',
  'identity.user:read': 'organization',
  'numbers.number:read': 'own',
  'telephony.call:read': 'own',
  'telephony.call:write': 'own',
  'telephony.device:read': 'own',
  'telephony.team:read': 'organization',
  'telephony.service_extension:read': 'organization',
};

const technical: Grants = {
  ...everyMember,
  'identity.api_key:manage': 'organization',
  'numbers.number:read': 'organization',
  'numbers.number:manage': 'organization',
  'telephony.device:read': 'organization',
  'telephony.device:manage': 'organization',
  'telephony.trunk:read': 'organization',
  'telephony.trunk:manage': 'organization',
  'telephony.service_extension:manage': 'organization',
};

const admin: Grants = {
  ...technical,
  'identity.user:manage': 'organization',
  'identity.audit:read': 'organization',
  'contract.order_form:read': 'organization',
  'telephony.call:read': 'organization',
};

/** The built-in roles. Cloned and edited roles are rows of the same shape. */
export const roleGrants: Readonly<Record<Role, Grants>> = {
  user: everyMember,
  accountant: { ...everyMember, 'contract.order_form:read': 'organization', 'numbers.number:read': 'organization' },
  supervisor: { ...everyMember, 'telephony.call:read': 'organization', 'numbers.number:read': 'organization' },
  technical,
  admin,
  super_admin: { ...admin, 'identity.organization:manage': 'organization' },
};

/** The widest scope that `role` has for `permission`, or null when it has none. */
export function grantedScope(role: Role, permission: Permission): PermissionScope | null {
  return roleGrants[role][permission] ?? null;
}
