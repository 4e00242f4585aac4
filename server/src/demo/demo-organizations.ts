import type { Role } from '@carillon/api';

export type DemoPerson = {
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly extension: string;
  readonly number: string | null;
};

export type DemoOrganization = {
  readonly name: string;
  readonly opensOnSaturday: boolean;
  /** Rings the first person, and may be presented by everyone. */
  readonly mainNumber: string;
  readonly people: readonly DemoPerson[];
};

/** Numbers are of the ranges that ARCEP keeps for fiction, so that no demonstration rings a real telephone. */
export const demoOrganizations: readonly DemoOrganization[] = [
  {
    name: 'Ferrand & Associés',
    opensOnSaturday: false,
    mainNumber: '+33465710100',
    people: [
      person('Claire Ferrand', 'claire@ferrand-associes.example', 'super_admin', '101', '+33465710101'),
      person('Karim Benali', 'karim@ferrand-associes.example', 'admin', '102', '+33465710102'),
      person('Sophie Marchand', 'sophie@ferrand-associes.example', 'supervisor', '103', '+33465710103'),
      person('Thomas Girard', 'thomas@ferrand-associes.example', 'technical', '104', null),
      person('Inès Rousseau', 'ines@ferrand-associes.example', 'accountant', '105', null),
      person('Lucas Perrin', 'lucas@ferrand-associes.example', 'user', '106', '+33639980106'),
    ],
  },
  {
    name: 'Maison Le Goff',
    opensOnSaturday: true,
    mainNumber: '+33261910200',
    people: [
      person('Maël Le Goff', 'mael@maison-legoff.example', 'super_admin', '101', '+33261910201'),
      person('Élodie Caradec', 'elodie@maison-legoff.example', 'admin', '102', '+33261910202'),
      person('Yann Kerboul', 'yann@maison-legoff.example', 'supervisor', '103', null),
      person('Aminata Diallo', 'aminata@maison-legoff.example', 'user', '104', '+33261910204'),
      person('Romain Hervé', 'romain@maison-legoff.example', 'user', '105', null),
      person('Chloé Tanguy', 'chloe@maison-legoff.example', 'user', '106', '+33639980206'),
    ],
  },
];

export const demoOperator = { name: 'Équipe Carillon', email: 'exploitation@carillon.example' } as const;

type Row = readonly [name: string, email: string, role: Role, extension: string, number: string | null];

function person(...[name, email, role, extension, number]: Row): DemoPerson {
  return { name, email, role, extension, number };
}
