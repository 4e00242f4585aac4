import type { Language, Role } from '@carillon/api';
import type { UserState } from './store/tables.ts';

/** A member as other modules see one. */
export type Member = {
  readonly id: string;
  readonly organizationId: string;
  readonly name: string;
  readonly email: string;
  readonly extension: string | null;
  readonly role: Role;
  readonly state: UserState;
  /** Own language, else the organization's. */
  readonly language: Language;
  /** True when the member left; only `usersByIds` still names them, for old calls. */
  readonly removed: boolean;
};
