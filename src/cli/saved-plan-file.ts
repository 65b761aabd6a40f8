import { readFile, stat, writeFile } from 'node:fs/promises';
import type { PlanDocument } from '../application/plan-document.ts';
import type { SavedPlan } from '../application/saved-plan.ts';
import { failure, type Problem, type Result, success } from '../domain/result.ts';
import { say, shown } from './terminal.ts';

/** Bytes: far over a plan of the largest sheet. */
const largestPlan = 64 * 1024 * 1024;

/**
 * Keeps a plan in a file. An existing file is replaced only where it is a plan too: a slip must not
 * cost a sheet.
 *
 * @returns why it could not be kept; null where it was
 */
export async function savePlan(path: string, plan: PlanDocument): Promise<Problem | null> {
  const there = await stat(path).catch(() => null);
  if (there && !(await readDocument(path)).ok)
    return {
      code: 'file-exists',
      message: `${path} exists and is no saved plan: it was not replaced.`,
      remedy: 'Name another file.',
    };
  try {
    await writeFile(path, `${JSON.stringify(plan, null, 2)}\n`);
  } catch (error) {
    return {
      code: 'file-unwritable',
      message: `${path} could not be written: ${(error as NodeJS.ErrnoException).code}.`,
      remedy: 'Name a file in a folder in which you may write.',
    };
  }
  say(`This plan is kept in ${shown(path)}.`);
  return null;
}

/** Reads what {@link savePlan} kept. */
export async function readPlan(path: string): Promise<Result<PlanDocument>> {
  const read = await readDocument(path);
  if (!read.ok) return read;
  const { savedPlan } = await import('../api/run-requests.ts');
  const { error } = savedPlan.safeParse(read.value);
  const place = error?.issues[0]?.path.join('.');
  if (error)
    return unreadable(
      path,
      `it is no whole plan: \`${place}\` is missing, or is not as it was kept`,
    );
  return read;
}

/** A plan by what it says of itself, whole or not. */
async function readDocument(path: string): Promise<Result<PlanDocument>> {
  try {
    const { size } = await stat(path);
    if (size > largestPlan) return unreadable(path, 'it is too large');
    const plan: unknown = JSON.parse(await readFile(path, 'utf8'));
    if (typeof plan === 'object' && plan !== null && 'schema' in plan) {
      if (plan.schema === 'broadsheet/plan@1') return success(plan as PlanDocument);
    }
    return unreadable(path, 'it is no plan');
  } catch (error) {
    if (error instanceof SyntaxError) return unreadable(path, 'it is no plan');
    const { code } = error as NodeJS.ErrnoException;
    return unreadable(path, code === 'ENOENT' ? 'there is no such file' : String(code));
  }
}

/**
 * What the API needs of a saved plan: texts, problems and instants make most of it, and bodies have an end.
 * What is not as it should be goes as it is, for the API to refuse.
 */
export function withoutTexts(plan: PlanDocument): SavedPlan {
  if (!Array.isArray(plan.actions) || plan.actions.includes(null as never)) return plan;
  const { schema, week_id, commit, basis } = plan;
  const actions = plan.actions.map(
    ({ action, post_id, platform, target, content_hash, late, reason }) => ({
      action,
      post_id,
      platform,
      target,
      content_hash,
      late,
      reason,
    }),
  );
  return { schema, week_id, commit, basis, actions };
}

const unreadable = (path: string, why: string) =>
  failure({
    code: 'plan-unreadable',
    message: `${path}: ${why}.`,
    remedy: 'Keep a plan with `broadsheet plan WEEK --save FILE`, and name that file.',
  });
