type LockEntry = { readonly version?: string; readonly [field: string]: unknown };
type Lockfile = { readonly packages: Readonly<Record<string, LockEntry>>; readonly [field: string]: unknown };

export function platformOf(name: string): { os: string[]; cpu: string[]; libc?: string[] } | undefined;
export function complete(lock: Lockfile): { lock: Lockfile; added: string[] };
