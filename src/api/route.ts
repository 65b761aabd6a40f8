import type { z } from 'zod';
import type { WebhookDelivery } from '../application/runs.ts';
import type { Services } from '../application/services.ts';
import type { Result } from '../domain/result.ts';
import type { Scope } from '../domain/scope.ts';
import type { AnswerName } from './answers.ts';
import type { Caller } from './caller.ts';
import type { ProblemReply } from './problem.ts';

/** Bytes that a body may have. The largest that most send is GitHub's description of a push. */
export const usualBody = 1_000_000;

/** A request, checked against the schemas of its route. */
export interface Call<Body, Query> {
  readonly services: Services;
  readonly caller: Caller;
  /** The signed webhook that it is; null: it is none. */
  readonly delivery: WebhookDelivery | null;
  readonly body: Body;
  readonly query: Query;
  /** A part of the path. */
  part(name: string): string;
  header(name: string): string | undefined;
}

/** What a use case gives is the answer, with status 200; another status is said by {@link reply}. */
export type Reply = Response | Result<object, ProblemReply>;

/** A route, from which come its checks, the types of its handler and its part of the document. */
export interface RouteOf<Body, Query> {
  readonly method: 'GET' | 'POST';
  /** As OpenAPI writes it: `/api/accounts/{key}/pause`. */
  readonly path: string;
  /** All that a key needs; null: anybody may ask. */
  readonly scopes: readonly Scope[] | null;
  /** Whoever signs it so may ask, without a key. */
  readonly signature?: 'standard' | 'github';
  readonly summary: string;
  /** What one has to know beside it. */
  readonly description?: string;
  readonly body?: z.ZodType<Body>;
  readonly query?: z.ZodType<Query>;
  /** What answers look like where all goes well, by status. */
  readonly answers: Readonly<Record<number, AnswerName>>;
  /** Bytes that a body may have, where it is more than {@link usualBody}. */
  readonly largestBody?: number;
  /** The answer holds a secret: it is never stored. */
  readonly secretAnswer?: boolean;
  /** Codes of problems beside those that every route may answer with. */
  readonly problems?: readonly string[];
  handle(call: Call<Body, Query>): Reply | Promise<Reply>;
}

export type Route = RouteOf<unknown, unknown>;

/** Declares a route: `handle` gets what its own schemas give. */
export const route = <Body = undefined, Query = undefined>(of: RouteOf<Body, Query>): Route => of;

/** An answer with a status or headers of its own. */
export const reply = (
  body: object,
  status: number,
  headers: Readonly<Record<string, string>> = {},
): Response => Response.json(body, { status, headers });
