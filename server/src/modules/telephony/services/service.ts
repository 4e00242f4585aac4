import type { ServiceExtensionView } from '@carillon/api';

/** A room where callers meet; a message that each caller hears. */
export type ServiceKind =
  | { readonly kind: 'conference'; readonly maxParties: number }
  | { readonly kind: 'announcement'; readonly sound: ServiceSound; readonly repeats: boolean };

export type ServiceSound = NonNullable<Extract<ServiceExtensionView, { kind: 'announcement' }>['sound']>;

/** What answers at an extension that no person has. */
export type Service = ServiceKind & {
  readonly id: string;
  readonly organizationId: string;
  readonly extension: string;
  readonly name: string;
  readonly createdAt: Temporal.Instant;
};

export type Conference = Extract<Service, { kind: 'conference' }>;

/** The name of a shipped sound, in the language of whoever hears it. */
export function soundFile(sound: ServiceSound, language: 'fr' | 'en'): string {
  return sound === 'hold_music' ? 'music/hold' : `${language}/${sound}`;
}
