import { openLoopback } from '../../src/cli/loopback.ts';
import { type Campaign, inACampaign } from './campaign.ts';
import {
  appId,
  appSecret,
  browse,
  type IdentityProvider,
  identityProvider,
} from './identity-provider.ts';
import { query } from './postgres.ts';

export const account = 'x:2244994945';
export const key = 'x/main';

export interface Stage {
  readonly campaign: Campaign;
  readonly provider: IdentityProvider;
  readonly port: string;
}

/**
 * An installation with an account of X that is not connected yet.
 *
 * @param vendor where X's API is
 */
export async function onStage(
  work: (stage: Stage) => Promise<void>,
  vendor = 'http://127.0.0.1:9',
): Promise<void> {
  const probe = await openLoopback(0);
  const { redirectUri } = probe;
  probe.close();
  const provider = await identityProvider(redirectUri);
  try {
    await inACampaign(async (campaign) => {
      campaign.environment.APP_SECRET = appSecret;
      await campaign.settings(
        '',
        `accounts:
  ${key}:
    connector: x
    user_id: "2244994945"
    client_id: ${appId}
    client_secret: "\${APP_SECRET}"
    authorize_url: ${provider.authorizeUrl}
    token_url: ${provider.tokenUrl}
    base_url: ${vendor}
`,
      );
      await work({ campaign, provider, port: new URL(redirectUri).port });
    });
  } finally {
    provider.close();
  }
}

/** Runs `connect`, and agrees in the browser. */
export async function connect({ campaign, port }: Stage, ...args: string[]) {
  const started = campaign.start('connect', key, '--port', port, '--json', ...args);
  await started.says(/Waiting for the answer/);
  const [url = ''] = /http:\S+\/auth\?\S+/.exec(started.said.stderr) ?? [];
  const page = await browse(url);
  const { code } = await started.ended;
  return { page, code, ...started.said };
}

/** As if its two hours were over. */
export const endToken = ({ campaign }: Stage) =>
  query(
    campaign.database.url,
    "UPDATE connection SET issued_at = issued_at - interval '2 hours', expires_at = expires_at - interval '2 hours'",
  );
