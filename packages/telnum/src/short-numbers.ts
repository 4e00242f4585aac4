/** Numbers that are dialled without a country and mean something only inside it. */

export type EmergencyService =
  | 'all'
  | 'police'
  | 'fire'
  | 'ambulance'
  | 'sea_rescue'
  | 'air_rescue'
  | 'social'
  | 'children'
  | 'deaf'
  | 'non_urgent';

type CountryPlan = {
  readonly emergency: ReadonlyMap<string, EmergencyService>;
  /** Whole numbers (anchored) that belong to the public short-number plan. */
  readonly short: readonly RegExp[];
};

const europe: readonly [string, EmergencyService][] = [
  ['112', 'all'],
  // Harmonised numbers of social value, Commission Decision 2007/116/EC: 116000 missing children, 116117 doctor.
  ['116000', 'children'],
  ['116117', 'ambulance'],
];

/** France: ARCEP decision on emergency numbers (L. 33-1 CPCE); 196 sea rescue, 191 air rescue, 197 abduction alert. */
const france: CountryPlan = {
  emergency: new Map<string, EmergencyService>([
    ...europe,
    ['15', 'ambulance'],
    ['17', 'police'],
    ['18', 'fire'],
    ['114', 'deaf'],
    ['115', 'social'],
    ['119', 'children'],
    ['191', 'air_rescue'],
    ['196', 'sea_rescue'],
    ['197', 'police'],
  ]),
  short: [/^1[0-9]$/, /^1[19]\d$/, /^10\d\d$/, /^3\d{3}$/, /^11[68]\d{3}$/],
};

/** United Kingdom: National Telephone Numbering Plan, types A and C. */
const britain: CountryPlan = {
  emergency: new Map<string, EmergencyService>([
    ['999', 'all'],
    ['112', 'all'],
    ['111', 'non_urgent'],
    ['101', 'non_urgent'],
  ]),
  short: [/^1\d\d$/, /^1[1-9]\d\d$/, /^116\d{3}$/, /^118\d{3}$/],
};

const elsewhereInEurope: CountryPlan = {
  emergency: new Map(europe),
  short: [/^11[268]$/, /^116\d{3}$/, /^118\d{2,3}$/],
};
const plans: Readonly<Record<string, CountryPlan>> = { FR: france, GB: britain };

function planOf(country: string): CountryPlan {
  return plans[country.toUpperCase()] ?? elsewhereInEurope;
}

/** Every emergency number of the country, as dialled; 112 everywhere. */
export function emergencyNumbers(country: string): readonly string[] {
  return [...planOf(country).emergency.keys()];
}

/** The service that `digits` reaches in `country`, or null when it is not an emergency number. */
export function emergencyService(digits: string, country: string): EmergencyService | null {
  return planOf(country).emergency.get(digits) ?? null;
}

/** True for public short numbers (directory, customer services, harmonised social numbers), emergency apart. */
export function isShortNumber(digits: string, country: string): boolean {
  const plan = planOf(country);
  return !plan.emergency.has(digits) && plan.short.some((pattern) => pattern.test(digits));
}

export type ExtensionProblem = 'format' | 'emergency' | 'short_number';

/**
 * Why `digits` cannot be an extension in an organization of `country`; null when it can. Extensions have 2 to 6 digits
 * and never hide an emergency or short number: dialling 15 must always mean the ambulance.
 */
export function extensionProblem(digits: string, country: string): ExtensionProblem | null {
  if (!/^\d{2,6}$/.test(digits)) return 'format';
  if (emergencyService(digits, country) || digits === '112') return 'emergency';
  return isShortNumber(digits, country) ? 'short_number' : null;
}
