import { problem, type Operation } from '@carillon/api';
import { z } from 'zod';

type Json = Record<string, unknown>;

/** JSON Schema of what goes in (`input`) or comes out; OpenAPI 3.1 uses draft 2020-12. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Json;
  return rest;
}

function parametersIn(place: 'path' | 'query', schema: z.ZodType | undefined): Json[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = schemaOf(schema, 'input') as { properties?: Json; required?: string[] };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
  }));
}

function accessText(access: Operation['access']): string {
  if (access === 'public') return 'Needs no sign-in.';
  if (access === 'staff') return "Only for the operator's staff.";
  return access === 'member' ? 'For whoever is signed in.' : `Needs the permission \`${access.permission}\`.`;
}

const problemAnswer = { $ref: '#/components/responses/Problem' };
const idempotencyKey = { $ref: '#/components/parameters/IdempotencyKey' };

function answersOf(operation: Operation): Json {
  const reply = operation.status === 204 ? undefined : operation.reply;
  const good = {
    description: operation.summary,
    ...(reply ? { content: { 'application/json': { schema: schemaOf(reply, 'output') } } } : {}),
  };
  return { [operation.status]: good, default: problemAnswer };
}

function describe(operation: Operation): Json {
  const idempotent = operation.method === 'POST' && operation.access !== 'public';
  return {
    operationId: operation.id,
    summary: operation.summary,
    description: `${accessText(operation.access)} Since ${operation.since}, ${operation.stability}.`,
    tags: [operation.path.split('/')[3] ?? 'other'],
    parameters: [
      ...parametersIn('path', operation.params),
      ...parametersIn('query', operation.query),
      ...(idempotent ? [idempotencyKey] : []),
    ],
    ...(operation.body
      ? {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: schemaOf(operation.body, 'input') } },
          },
        }
      : {}),
    responses: answersOf(operation),
    security: operation.access === 'public' ? [] : [{ session: [] }, { apiKey: [] }],
    'x-stability': operation.stability,
  };
}

const components = {
  securitySchemes: {
    session: { type: 'apiKey', in: 'cookie', name: 'carillon_session', description: 'Set by signing in.' },
    apiKey: { type: 'http', scheme: 'bearer', description: 'An API key of the organization.' },
  },
  parameters: {
    IdempotencyKey: {
      name: 'Idempotency-Key',
      in: 'header',
      required: false,
      description: 'Makes a repeat safe: the same key gets the first answer again for 24 hours.',
      schema: { type: 'string', minLength: 1, maxLength: 200 },
    },
  },
};

/** The OpenAPI 3.1 document of the operations, sorted so that it does not depend on the order of registration. */
export function openApiDocument(operations: readonly Operation[], version: string): Json {
  const paths: Record<string, Json> = {};
  const sorted = operations.toSorted((a, b) => a.path.localeCompare(b.path) || a.method.localeCompare(b.method));
  for (const operation of sorted) {
    const path = operation.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [operation.method.toLowerCase()]: describe(operation) };
  }
  const problems = {
    description: 'Refused or failed: a problem document (RFC 9457). docs/errors.md lists the codes.',
    content: { 'application/problem+json': { schema: schemaOf(problem, 'output') } },
  };
  return {
    openapi: '3.1.0',
    info: { title: 'Carillon', version, license: { name: 'AGPL-3.0-or-later', identifier: 'AGPL-3.0-or-later' } },
    servers: [{ url: '/' }],
    paths,
    components: { ...components, responses: { Problem: problems } },
  };
}
