import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { isTestFile, listSources } from '../repository.ts';
import type { Check, Finding } from './check.ts';
import order from './module-order.json' with { type: 'json' };
import { readSource } from './syntax.ts';

type Versions = Readonly<Record<string, string>>;
type Manifest = {
  readonly dependencies?: Versions;
  readonly devDependencies?: Versions;
  readonly optionalDependencies?: Versions;
};
type Workspace = { readonly folder: string; readonly manifest: Manifest };

function readManifest(root: string, folder: string): Manifest {
  return JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Manifest;
}

function workspaces(root: string): Workspace[] {
  const groups = ['packages', 'apps'].filter((group) => existsSync(join(root, group)));
  const nested = groups.flatMap((group) => readdirSync(join(root, group)).map((name) => `${group}/${name}`));
  return [...nested, 'server', 'e2e']
    .filter((folder) => existsSync(join(root, folder, 'package.json')))
    .map((folder) => ({ folder, manifest: readManifest(root, folder) }));
}

/** `@scope/name/deep` and `name/deep` to the package they belong to; undefined for paths, `#imports` and built-ins. */
function packageOf(specifier: string): string | undefined {
  if (/^[./#]/.test(specifier) || isBuiltin(specifier) || specifier.startsWith('virtual:')) return undefined;
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : parts[0];
}

/** What a file may import: its package's dependencies; tests and configuration also development tools. */
function undeclared(root: string, { folder, manifest }: Workspace, tools: Versions): Finding[] {
  const own: Versions = { ...manifest.dependencies, ...manifest.optionalDependencies };
  const forTests: Versions = { ...own, ...manifest.devDependencies, ...tools };
  return listSources(root, [folder]).flatMap((path) => {
    const isTool = isTestFile(path) || path.endsWith('.config.ts');
    const allowed = isTool ? forTests : own;
    return readSource(root, path).imports.flatMap(({ specifier, line, isTypeOnly }) => {
      const name = packageOf(specifier);
      if (!name || allowed[name] || (isTypeOnly && forTests[name])) return [];
      return [{ where: `${path}:${line}`, message: `imports ${name}, which ${folder}/package.json does not list` }];
    });
  });
}

function inexact(where: string, manifest: Manifest): Finding[] {
  const all = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies };
  return Object.entries(all)
    .filter(([name, version]) => !name.startsWith('@carillon/') && !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
    .map(([name, version]) => ({ where, message: `${name} is "${version}": versions are exact` }));
}

function forbidden({ folder, manifest }: Workspace): Finding[] {
  const name = folder.replace('packages/', '');
  if (!order.packagesWithoutDependencies.includes(name)) return [];
  return Object.keys(manifest.dependencies ?? {})
    .filter((dependency) => !dependency.startsWith('@carillon/'))
    .map((dependency) => ({
      where: `${folder}/package.json`,
      message: `lists ${dependency}: this package has no dependencies`,
    }));
}

export const dependenciesCheck: Check = {
  name: 'dependencies',
  about: 'each package imports only what its package.json lists, in exact versions',
  async run(root) {
    const all = workspaces(root);
    const tools = readManifest(root, '.').devDependencies ?? {};
    const findings = [
      ...inexact('package.json', readManifest(root, '.')),
      ...all.flatMap((workspace) => [
        ...undeclared(root, workspace, tools),
        ...inexact(`${workspace.folder}/package.json`, workspace.manifest),
        ...forbidden(workspace),
      ]),
    ];
    return { findings, scope: `${all.length} workspaces` };
  },
};
