import type { Contract } from '#contract';
import type { Identity, Member, Organization } from '#identity';
import type { Numbers, PhoneNumber } from '#numbers';

export type { Member };
export type OrganizationFacts = Organization;
export type OwnedNumber = PhoneNumber;

/** The parts of the modules to the left that telephony uses. */
export type IdentityNeighbour = Pick<
  Identity,
  | 'activeUser'
  | 'usersByIds'
  | 'userByExtension'
  | 'findOrganization'
  | 'listUsers'
  | 'paidDestinationsPausedUntil'
  | 'audit'
>;
export type NumbersNeighbour = Pick<Numbers, 'findByE164' | 'allowedCallerIds' | 'selectedCallerId' | 'numbersOfUsers'>;
export type ContractNeighbour = Pick<Contract, 'granted'>;
