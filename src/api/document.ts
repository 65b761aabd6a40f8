import { z } from 'zod';
import { answerSchemas } from './answer-schemas.ts';
import { statusOf } from './problem.ts';
import { commonProblems, repeatProblems } from './problem-catalogue.ts';
import { problemSchema } from './problem-schema.ts';
import type { Route } from './route.ts';

/** JSON, as OpenAPI has it. */
export type Json = Readonly<Record<string, unknown>>;

/**
 * The description of the API, made from its routes: OpenAPI 3.1 (spec.openapis.org/oas/v3.1.1), whose
 * schemas are JSON Schema 2020-12, as zod writes it.
 */
export function openApiDocument(routes: readonly Route[]): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes)
    paths[route.path] = {
      ...paths[route.path],
      [route.method.toLowerCase()]: operation(route),
    };
  return {
    openapi: '3.1.0',
    info: {
      title: 'Broadsheet',
      version: '1',
      description:
        "Publishes a week's marketing from git: checked, approved, and never posted twice. The command line is a client of this API.",
    },
    paths,
    components: {
      schemas: { Problem: shown(problemSchema), ...answers() },
      securitySchemes: {
        key: {
          type: 'http',
          scheme: 'bearer',
          description: 'A key of `broadsheet keys create`, or the token of server.json.',
        },
        standard: {
          type: 'apiKey',
          in: 'header',
          name: 'webhook-signature',
          description: 'Standard Webhooks, with `webhooks.secret` of the configuration.',
        },
        github: {
          type: 'apiKey',
          in: 'header',
          name: 'X-Hub-Signature-256',
          description: "GitHub's signature, with `webhooks.github_secret` of the configuration.",
        },
      },
    },
  };
}

const shown = (schema: z.ZodType, io: 'input' | 'output' = 'output'): Json => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
};

/** Schemas of answers by their names, which are written with a capital there. */
const answers = (): Json =>
  Object.fromEntries(
    Object.entries(answerSchemas).map(([name, schema]) => [capital(name), shown(schema)]),
  );

const capital = (name: string): string => `${name[0]?.toUpperCase()}${name.slice(1)}`;

const reference = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });

function securityOf({ scopes, signature }: Route): readonly Json[] {
  if (scopes === null) return [];
  return [{ key: scopes }, ...(signature ? [{ [signature]: [] }] : [])];
}

const idempotencyKey: Json = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'With the same one the same request is carried out once within 24 hours, and answered the same.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
};

function operation(route: Route): Json {
  const { method, path, summary, description, scopes, body } = route;
  return {
    operationId: `${method.toLowerCase()}${path.replace(/\{(\w+)\}/g, 'by-$1').replace(/[^a-z0-9]+(.)?/gi, (_, next: string | undefined) => next?.toUpperCase() ?? '')}`,
    summary,
    ...(description && { description }),
    parameters: [
      ...partsOf(path),
      ...queryOf(route),
      ...(method === 'POST' ? [idempotencyKey] : []),
    ],
    ...(body && {
      requestBody: {
        required: true,
        content: { 'application/json': { schema: shown(body, 'input') } },
      },
    }),
    responses: together(goodAnswers(route), badAnswers(route)),
    security: securityOf(route),
    ...(scopes && { 'x-scope': scopes }),
  };
}

const partsOf = (path: string): readonly Json[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    description: name === 'key' ? 'platform/target; a slash may be written as %2F.' : 'An id.',
    schema: { type: 'string', minLength: 1 },
  }));

function queryOf({ query }: Route): readonly Json[] {
  if (!query) return [];
  const { properties = {}, required = [] } = z.toJSONSchema(query, { io: 'input' });
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }));
}

const mediaTypes: Readonly<Record<string, string>> = {
  page: 'text/html',
  event: 'text/event-stream',
  metrics: 'text/plain',
};

const descriptions: Readonly<Record<string, string>> = {
  202: 'It is taken up.',
  503: 'It can not, and says why.',
};

interface Answer {
  readonly description: string;
  readonly content: Json;
}

type Answers = Readonly<Record<string, Answer>>;

const goodAnswers = ({ answers: named }: Route): Answers =>
  Object.fromEntries(
    Object.entries(named).map(([status, name]) => [
      status,
      {
        description: descriptions[status] ?? 'It is done, or here it is.',
        content: { [mediaTypes[name] ?? 'application/json']: { schema: reference(capital(name)) } },
      },
    ]),
  );

/** A status may stand for an answer and for a problem, such as 503 of `/readyz`. */
function together(good: Answers, bad: Answers): Answers {
  const merged = Object.entries(bad).map(([status, problem]): [string, Answer] => {
    const answer = good[status];
    if (!answer) return [status, problem];
    const description = `${answer.description} ${problem.description}`;
    return [status, { description, content: { ...answer.content, ...problem.content } }];
  });
  return { ...good, ...Object.fromEntries(merged) };
}

/** Problems by status, each with its codes. What is understood and can't be done is 422. */
function badAnswers({ method, scopes, signature, problems = [] }: Route): Answers {
  const guarded = scopes ? ['unauthorised', 'scope-missing', 'too-many-requests'] : [];
  const repeated = method === 'POST' ? repeatProblems : [];
  const signed = signature ? ['signature-invalid'] : [];
  const codes = Map.groupBy(
    [...commonProblems, ...guarded, ...signed, ...repeated, ...problems],
    statusOf,
  );
  const problem = { 'application/problem+json': { schema: reference('Problem') } };
  const listed = [...codes].map(([status, list]): [string, Answer] => [
    String(status),
    { description: list.join(', '), content: problem },
  ]);
  const other = { description: 'It is understood, and can not be done.', content: problem };
  return { ...Object.fromEntries(listed), ...(scopes && { '422': other }) };
}
