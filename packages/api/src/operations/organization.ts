import { z } from 'zod';
import { id, instant, language, page, pageQuery, timeZone } from '../common.ts';
import { operation } from '../operation.ts';
import { since } from './identity-fields.ts';
import { invitationView } from './one-time-links.ts';

export const organizationView = z.object({
  id,
  name: z.string(),
  timeZone,
  language,
  country: z.string().length(2),
  createdAt: instant,
});

export const getOrganization = operation({
  id: 'getOrganization',
  method: 'GET',
  path: '/api/v1/organization',
  summary: 'The own organization',
  access: { permission: 'identity.organization:read' },
  since,
  stability: 'stable',
  status: 200,
  reply: organizationView,
});

export const updateOrganization = operation({
  id: 'updateOrganization',
  method: 'PATCH',
  path: '/api/v1/organization',
  summary: 'Rename the organization, change its zone or language',
  access: { permission: 'identity.organization:manage' },
  since,
  stability: 'stable',
  status: 200,
  body: z.object({ name: z.string().min(1).max(160), timeZone, language }).partial(),
  reply: organizationView,
});

export const operatorOrganizationView = organizationView.extend({
  userCount: z.number().int(),
  numberCount: z.number().int(),
});

export const listOrganizations = operation({
  id: 'listOrganizations',
  method: 'GET',
  path: '/api/v1/operator/organizations',
  summary: 'Every organization (staff)',
  access: 'staff',
  since,
  stability: 'stable',
  status: 200,
  query: pageQuery.extend({ q: z.string().max(120).optional() }),
  reply: page(operatorOrganizationView),
});

export const createOrganization = operation({
  id: 'createOrganization',
  method: 'POST',
  path: '/api/v1/operator/organizations',
  summary: 'Create an organization and invite its super-admin (staff)',
  access: 'staff',
  since,
  stability: 'stable',
  status: 201,
  body: z.object({
    name: z.string().min(1).max(160),
    country: z.string().length(2),
    timeZone,
    language,
    adminName: z.string().min(1).max(120),
    adminEmail: z.email(),
  }),
  reply: z.object({ organization: organizationView, invitation: invitationView }),
});
