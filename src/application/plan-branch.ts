import { failure, type Result, success } from '../domain/result.ts';
import { findSheets, pickWeek, type SheetProblem } from './find-sheet.ts';
import { type IngestOptions, planWeek } from './ingest.ts';
import { type PlanDocument, planDocument } from './plan-document.ts';
import type { Services } from './services.ts';
import type { Origin } from './week-plan.ts';

/** Pulls the branch and says what an ingest of a week would change. Changes nothing. */
export async function planBranch(
  services: Services,
  request: IngestOptions & { readonly weekId: string; readonly origin: Origin },
): Promise<Result<PlanDocument, SheetProblem>> {
  const pulled = await services.source.pull(request.origin);
  if (!pulled.ok) return failure({ ...pulled.error, diagnostics: [] });
  try {
    const found = pickWeek(await findSheets(services, pulled.value), request.weekId);
    if (!found.ok) return found;
    const planned = await planWeek(services, pulled.value, found.value, request.origin, request);
    return planned.ok ? success(planDocument(services, planned.value)) : planned;
  } finally {
    await pulled.value.close();
  }
}
