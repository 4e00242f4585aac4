// The walls of the house: who may import whom. The orders are data in tools/checks/module-order.json.
const order = require('./tools/checks/module-order.json');

const any = (names) => (names.length > 0 ? names.join('|') : '(?!)');
const test = '\\.(test|e2e)\\.tsx?$|/testing/|^server/test/|^e2e/';

const forbid = (name, comment, from, to) => ({ name, severity: 'error', comment, from, to });

/** A package imports the packages before it, and nothing of the programs. */
const packageRules = Object.entries(order.packages).map(([name, allowed]) =>
  forbid(
    `package-${name}`,
    `packages/${name} may import ${allowed.join(', ') || 'no other package'}.`,
    { path: `^packages/${name}/` },
    { path: `^packages/(?!(${any([name, ...allowed])})/)` },
  ),
);

/** A module imports the modules of the steps before its own; those of its own step and later ones reach it by events. */
const moduleRules = order.moduleSteps.flatMap((step, index) =>
  step.map((name) => {
    const allowed = [name, ...order.moduleSteps.slice(0, index).flat()];
    return forbid(
      `module-${name}`,
      `${name} may import ${allowed.slice(1).join(', ') || 'no other module'}: further modules by events or ports.`,
      { path: `^server/src/modules/${name}/` },
      { path: `^server/src/modules/(?!(${any(allowed)})/)` },
    );
  }),
);

const appRules = Object.entries(order.apps).map(([name, allowed]) =>
  forbid(
    `app-${name}`,
    `apps/${name} may import the packages ${allowed.join(', ')}.`,
    { path: `^apps/${name}/`, pathNot: test },
    { path: `^(packages/(?!(${any(allowed)})/)|apps/(?!${name}/)|server/|tools/)` },
  ),
);

module.exports = {
  forbidden: [
    ...packageRules,
    ...moduleRules,
    ...appRules,
    forbid(
      'no-cycles',
      'Two files that import each other are one file, or a third is missing.',
      {},
      { circular: true },
    ),
    forbid('resolvable', 'The import leads nowhere.', { pathNot: '^docs/' }, { couldNotResolve: true }),
    forbid(
      'packages-know-no-program',
      'A package is a library: it never imports a program.',
      { path: '^packages/' },
      {
        path: '^(server|apps|bench|e2e)/',
      },
    ),
    forbid(
      'browser-packages-without-node',
      'This package also runs in browsers: no Node.js built-in.',
      { path: `^packages/(${any(order.packagesForBrowsers)})/`, pathNot: test },
      { dependencyTypes: ['core'] },
    ),
    forbid(
      'platform-below-modules',
      'platform is below the modules: it imports packages only.',
      { path: '^server/src/platform/' },
      {
        path: '^server/src/(modules|roles|app|main)',
      },
    ),
    forbid(
      'modules-by-their-face',
      'A module is reached through its index.ts.',
      { path: '^server/src/modules/([^/]+)/' },
      { path: '^server/src/modules/(?!$1/)[^/]+/(?!index\\.ts$)' },
    ),
    forbid(
      'modules-by-their-face-from-outside',
      'A module is reached through its index.ts.',
      { path: '^(server/src/(?!modules/)|apps/|tools/)', pathNot: test },
      // A role that is a worker thread starts that thread's own entry, not the whole module.
      { path: '^server/src/modules/[^/]+/(?!index\\.ts$)', pathNot: '^server/src/modules/.+/worker/' },
    ),
    forbid(
      'composition-in-app',
      'Only app.ts, the roles, the demo data and the tools of the server know the modules.',
      { path: '^server/src/', pathNot: `^server/src/(app\\.ts|main\\.ts|roles/|app/|demo/|tools/|modules/)|${test}` },
      { path: '^server/src/modules/' },
    ),
    forbid(
      'modules-below-composition',
      'A module never imports what wires it.',
      { path: '^server/src/modules/', pathNot: test },
      { path: '^server/src/(app|main|roles)' },
    ),
    forbid(
      'pure-domain',
      'domain/ imports its own domain/ and packages only.',
      { path: '^server/src/modules/([^/]+)/domain/', pathNot: test },
      { pathNot: ['^server/src/modules/$1/domain/', '^packages/'] },
    ),
    forbid(
      'edges-call-actions',
      'Routes, jobs and event handlers call actions; only actions call the store.',
      { path: '^server/src/modules/[^/]+/(routes|jobs|on-events)(/|\\.ts$)', pathNot: test },
      { path: '^server/src/modules/[^/]+/store(/|\\.ts$)' },
    ),
    forbid(
      'call-knows-no-sip',
      'The call aggregate is pure state: SIP belongs to signalling/.',
      { path: '^server/src/modules/telephony/(domain/)?(call|leg|bridge)/', pathNot: test },
      { path: '^packages/sip/' },
    ),
    forbid(
      'sdks-in-providers',
      'A vendor SDK is imported under providers/ only.',
      { path: '^(server|packages|apps)/', pathNot: '/providers/' },
      { path: `node_modules/(${any(order.vendorSdks)})` },
    ),
    forbid(
      'pg-boss-in-platform',
      'Jobs go through platform/jobs.',
      { path: '^(server|packages|apps)/', pathNot: '^server/src/platform/' },
      { path: 'node_modules/pg-boss/' },
    ),
    forbid(
      'better-auth-in-identity',
      'Sign-in belongs to modules/identity.',
      { path: '^(server|packages|apps)/', pathNot: '^server/src/modules/identity/' },
      { path: 'node_modules/better-auth/' },
    ),
    forbid(
      'no-tests-in-production',
      'Production code imports no test code.',
      { path: '^(server/src|packages/[^/]+/src|apps/[^/]+/src)/', pathNot: test },
      { path: test },
    ),
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    // Not node_modules/*/dist: an import of a library must stay visible to the rules.
    exclude: { path: '^((packages|apps)/[^/]+/dist|server/dist|data|test-results)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'module', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.cjs', '.json', '.d.ts', '.css'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
