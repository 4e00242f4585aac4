import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Navigate } from '@tanstack/react-router';
import { readCallFilters } from './pages/calls/call-filters.ts';
import { readGuardFilters } from './pages/security/guard-filters.ts';
import { NotFound } from './pages/not-found.tsx';
import { SignedInShell } from './shell/signed-in-shell.tsx';

const root = createRootRoute({ notFoundComponent: NotFound });

const invitation = createRoute({
  getParentRoute: () => root,
  path: '/invitation/$token',
  component: lazyRouteComponent(() => import('./pages/invitation.tsx'), 'InvitationPage'),
});
const firstStart = createRoute({
  getParentRoute: () => root,
  path: '/setup/$token',
  component: lazyRouteComponent(() => import('./pages/first-start.tsx'), 'FirstStartPage'),
});

const passwordReset = createRoute({
  getParentRoute: () => root,
  path: '/password-reset/$token',
  component: lazyRouteComponent(() => import('./pages/password-reset.tsx'), 'PasswordResetPage'),
});

const shell = createRoute({ getParentRoute: () => root, id: 'shell', component: SignedInShell });
const home = createRoute({ getParentRoute: () => shell, path: '/', component: () => <Navigate to="/calls" replace /> });

const calls = createRoute({
  getParentRoute: () => shell,
  path: '/calls',
  validateSearch: readCallFilters,
  component: lazyRouteComponent(() => import('./pages/calls/calls-page.tsx'), 'CallsPage'),
});
const call = createRoute({
  getParentRoute: () => shell,
  path: '/calls/$callId',
  component: lazyRouteComponent(() => import('./pages/calls/call-page.tsx'), 'CallPage'),
});
const team = createRoute({
  getParentRoute: () => shell,
  path: '/team',
  component: lazyRouteComponent(() => import('./pages/team.tsx'), 'TeamPage'),
});
const users = createRoute({
  getParentRoute: () => shell,
  path: '/setup/users',
  component: lazyRouteComponent(() => import('./pages/users/users-page.tsx'), 'UsersPage'),
});
const devices = createRoute({
  getParentRoute: () => shell,
  path: '/setup/devices',
  component: lazyRouteComponent(() => import('./pages/devices/devices-page.tsx'), 'DevicesPage'),
});
const numbers = createRoute({
  getParentRoute: () => shell,
  path: '/setup/numbers',
  component: lazyRouteComponent(() => import('./pages/numbers-page.tsx'), 'NumbersPage'),
});
const trunks = createRoute({
  getParentRoute: () => shell,
  path: '/setup/trunks',
  component: lazyRouteComponent(() => import('./pages/trunks/trunks-page.tsx'), 'TrunksPage'),
});
const services = createRoute({
  getParentRoute: () => shell,
  path: '/setup/conferences',
  component: lazyRouteComponent(() => import('./pages/services/services-page.tsx'), 'ServicesPage'),
});
const apiKeys = createRoute({
  getParentRoute: () => shell,
  path: '/setup/api-keys',
  component: lazyRouteComponent(() => import('./pages/api-keys-page.tsx'), 'ApiKeysPage'),
});
const audit = createRoute({
  getParentRoute: () => shell,
  path: '/setup/audit',
  component: lazyRouteComponent(() => import('./pages/audit-page.tsx'), 'AuditPage'),
});
const organization = createRoute({
  getParentRoute: () => shell,
  path: '/setup/organization',
  component: lazyRouteComponent(() => import('./pages/organization-page.tsx'), 'OrganizationPage'),
});
const profile = createRoute({
  getParentRoute: () => shell,
  path: '/account/profile',
  component: lazyRouteComponent(() => import('./pages/profile/profile-page.tsx'), 'ProfilePage'),
});
const customers = createRoute({
  getParentRoute: () => shell,
  path: '/operator/customers',
  component: lazyRouteComponent(() => import('./pages/customers-page.tsx'), 'CustomersPage'),
});

const policies = createRoute({
  getParentRoute: () => shell,
  path: '/operator/policies',
  component: lazyRouteComponent(() => import('./pages/operator/policies-page.tsx'), 'PoliciesPage'),
});
const toll = createRoute({
  getParentRoute: () => shell,
  path: '/setup/calling-limits',
  component: lazyRouteComponent(() => import('./pages/security/toll-page.tsx'), 'TollPage'),
});
const operatorSecurity = createRoute({
  getParentRoute: () => shell,
  path: '/operator/security',
  validateSearch: readGuardFilters,
  component: lazyRouteComponent(() => import('./pages/security/security-page.tsx'), 'SecurityPage'),
});

const terms = createRoute({
  getParentRoute: () => shell,
  path: '/account/terms',
  component: lazyRouteComponent(() => import('./pages/terms/terms-page.tsx'), 'TermsPage'),
});
const termsVersions = createRoute({
  getParentRoute: () => shell,
  path: '/operator/terms',
  component: lazyRouteComponent(() => import('./pages/operator/terms-versions-page.tsx'), 'TermsVersionsPage'),
});

const prices = createRoute({
  getParentRoute: () => shell,
  path: '/operator/prices',
  component: lazyRouteComponent(() => import('./pages/operator/prices-page.tsx'), 'PricesPage'),
});

const deadlines = createRoute({
  getParentRoute: () => shell,
  path: '/operator/deadlines',
  component: lazyRouteComponent(() => import('./pages/operator/deadlines-page.tsx'), 'DeadlinesPage'),
});
const orderForms = createRoute({
  getParentRoute: () => shell,
  path: '/operator/order-forms',
  component: lazyRouteComponent(() => import('./pages/operator/order-forms-page.tsx'), 'OrderFormsPage'),
});
const ownOrderForms = createRoute({
  getParentRoute: () => shell,
  path: '/account/order-forms',
  component: lazyRouteComponent(() => import('./pages/order-forms/own-order-forms-page.tsx'), 'OwnOrderFormsPage'),
});
const signature = createRoute({
  getParentRoute: () => root,
  path: '/order-form/$token',
  component: lazyRouteComponent(() => import('./pages/order-forms/signature-page.tsx'), 'SignaturePage'),
});

const routeTree = root.addChildren([
  invitation,
  firstStart,
  passwordReset,
  signature,
  shell.addChildren([
    home,
    calls,
    call,
    team,
    users,
    devices,
    numbers,
    trunks,
    services,
    apiKeys,
    audit,
    organization,
    profile,
    customers,
    policies,
    prices,
    orderForms,
    deadlines,
    ownOrderForms,
    terms,
    termsVersions,
    operatorSecurity,
    toll,
  ]),
]);

export const router = createRouter({ routeTree, defaultPreload: 'intent' });

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
