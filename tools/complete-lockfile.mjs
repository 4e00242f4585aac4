// Adds to package-lock.json the platform packages (native bindings) that the registry at hand did not have.
//
// `npm ci` (11) refuses a lockfile in which an optional package of another platform is missing, and a partial
// mirror of the registry leaves them out when the lockfile is written. Every such package is a leaf that its
// parent names with an exact version, so its entry can be written from that: version, os, cpu, libc. It carries
// no integrity hash; npm adds one when the lockfile is next written next to a complete registry.
//
// Run it after every change of dependencies: node tools/complete-lockfile.mjs
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const systems = {
  darwin: 'darwin',
  linux: 'linux',
  win32: 'win32',
  windows: 'win32',
  freebsd: 'freebsd',
  android: 'android',
  openharmony: 'openharmony',
};
const processors = ['arm64', 'x64', 'ia32', 'arm', 'ppc64', 's390x', 'riscv64'];

/** Reads os, cpu and libc from a name such as `@swc/core-linux-arm64-musl`; undefined when it names no platform. */
export function platformOf(name) {
  const parts = name.split('/').at(-1).split('-');
  const os = parts.map((part) => systems[part]).find(Boolean);
  const cpu = parts.find((part) => processors.includes(part));
  if (!os || !cpu) return undefined;
  const libc = parts.some((part) => part.startsWith('musl'))
    ? 'musl'
    : parts.some((part) => part.startsWith('gnu'))
      ? 'glibc'
      : undefined;
  return { os: [os], cpu: [cpu], ...(libc && os === 'linux' ? { libc: [libc] } : {}) };
}

/** npm writes the version first and the other fields by name; the same order here keeps its next diff small. */
function inNpmsOrder({ version, ...fields }) {
  return { version, ...Object.fromEntries(Object.entries(fields).sort(([a], [b]) => a.localeCompare(b, 'en'))) };
}

/** Returns a copy of the lockfile with the missing platform packages, and their names. */
export function complete(lock) {
  const packages = { ...lock.packages };
  const added = [];
  for (const [where, entry] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      const known = packages[`${where}/node_modules/${name}`] ?? packages[`node_modules/${name}`];
      const platform = platformOf(name);
      if (known || !platform || !/^\d/.test(version)) continue;
      const fields = { version, ...platform, ...(entry.dev ? { dev: true } : {}), optional: true };
      packages[`node_modules/${name}`] = inNpmsOrder(fields);
      added.push(name);
    }
  }
  const sorted = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, 'en')));
  return { lock: { ...lock, packages: sorted }, added };
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const path = new URL('../package-lock.json', import.meta.url);
  const result = complete(JSON.parse(readFileSync(path, 'utf8')));
  writeFileSync(path, `${JSON.stringify(result.lock, null, 2)}\n`);
  console.log(`package-lock.json: ${result.added.length} platform packages added`);
}
