import { failure, type Result, success } from '../domain/result.ts';
import { admit } from './identity.ts';
import { ingestBranch } from './loop-steps.ts';
import type { Run } from './ports/store.ts';
import { finishRun, startRunOnce, type WebhookDelivery } from './runs.ts';
import type { Services } from './services.ts';

export interface Push {
  /** `refs/heads/main` */
  readonly ref: string;
  /** Addresses of the repository, as its host knows it. */
  readonly repositories: readonly string[];
  /** How its sender names it; null: it did not say. */
  readonly delivery: WebhookDelivery | null;
}

export interface PushReport {
  /** Null where there is nothing to do. */
  readonly run: Run | null;
  readonly finished: Promise<unknown>;
}

/**
 * Somebody pushed: the branch of the configuration is pulled and its active weeks are ingested. A
 * push to another branch is none of our business. One that comes again finds the run of the first.
 */
export async function beginPush(
  services: Services,
  { ref, repositories, delivery }: Push,
): Promise<Result<PushReport>> {
  const { repo, branch } = services.configuration.assets;
  if (!repositories.some((one) => plain(one) === plain(repo)))
    return failure({
      code: 'repository-not-allowed',
      message: 'This push is not of the repository of the configuration.',
      remedy: 'Send the webhook of `assets.repo` here, and no other.',
    });
  if (ref !== `refs/heads/${branch}`) return success({ run: null, finished: Promise.resolve() });
  const { run, isNew } = await startRunOnce(services, 'git-push', null, delivery);
  return success({ run, finished: isNew ? finish(services, run) : Promise.resolve() });
}

async function finish(services: Services, run: Run): Promise<void> {
  const refused = await admit(services);
  const end = refused ? { commit: null, error: refused } : await ingestBranch(services, run);
  await finishRun(services, run, end);
}

/** Hosts show one repository under several addresses. */
const plain = (address: string): string =>
  address
    .trim()
    .replace(/^git@([^:/]+):/, 'https://$1/')
    .replace(/^(ssh|git|https?):\/\/([^@/]*@)?/, '')
    .replace(/(\.git)?\/*$/, '')
    .toLowerCase();
