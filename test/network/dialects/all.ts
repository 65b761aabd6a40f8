import type { Dialect } from '../dialect.ts';
import { bluesky } from './bluesky.ts';
import { buttondown } from './buttondown.ts';
import { discord } from './discord.ts';
import { facebook } from './facebook.ts';
import { generic } from './generic.ts';
import { linkedin } from './linkedin.ts';
import { listmonk } from './listmonk.ts';
import { mastodon } from './mastodon.ts';
import { reddit } from './reddit.ts';
import { resend } from './resend.ts';
import { slack } from './slack.ts';
import { slackWebhook } from './slack-webhook.ts';
import { telegram } from './telegram.ts';
import { webhook } from './webhook.ts';
import { x } from './x.ts';

/** By the first folder of an address. */
export const dialects: Readonly<Record<string, Dialect>> = {
  accounts: generic,
  telegram,
  discord,
  slack,
  'slack-webhook': slackWebhook,
  linkedin,
  reddit,
  buttondown,
  resend,
  x,
  mastodon,
  facebook,
  webhook,
  bluesky,
  listmonk,
};
