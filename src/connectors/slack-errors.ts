import type { Outcome, Removal } from '../domain/outcome.ts';
import type { HttpAnswer } from '../http/message.ts';
import {
  accountRefused,
  deferred,
  rejected,
  type Telling,
  unauthorised,
  unclear,
} from './http/classify.ts';

/** What an error within a 200 is about. */
type Meaning = 'wait' | 'token' | 'channel' | 'post';

/** https://docs.slack.dev/reference/methods/chat.postMessage#errors */
const errors: Readonly<Record<Meaning, readonly string[]>> = {
  // The last: the workspace is being moved to an organisation, which ends by itself.
  wait: ['ratelimited', 'rate_limited', 'team_added_to_org'],
  token: [
    ...['invalid_auth', 'not_authed', 'account_inactive', 'token_revoked', 'token_expired'],
    ...['org_login_required', 'two_factor_setup_required', 'not_allowed_token_type'],
  ],
  channel: [
    ...['channel_not_found', 'not_in_channel', 'is_archived', 'restricted_action'],
    ...['restricted_action_read_only_channel', 'missing_scope', 'no_permission', 'access_denied'],
    ...['ekm_access_denied', 'team_access_not_granted', 'enterprise_is_restricted'],
    ...['restricted_action_thread_only_channel', 'restricted_action_non_threadable_channel'],
    ...['messages_tab_disabled', 'accesslimited'],
  ],
  post: [
    ...['msg_too_long', 'no_text', 'message_limit_exceeded', 'metadata_too_large'],
    ...['invalid_metadata_format', 'invalid_metadata_schema', 'metadata_must_be_sent_from_app'],
    ...['invalid_arguments', 'invalid_arg_name', 'invalid_array_arg', 'invalid_charset'],
    ...['invalid_post_type', 'missing_post_type', 'invalid_json', 'json_not_object'],
  ],
};

const inviteApp =
  'Give the app `chat:write` and invite it to the channel, or name another channel; then resume the account.';

/**
 * What an error within a 200 means. One that is not listed leaves open what was done: of
 * `internal_error` and `fatal_error` Slack itself says that some of it may have succeeded.
 */
export function meaningOf(error: string, answer: HttpAnswer, telling: Telling): Outcome {
  if (errors.wait.includes(error)) return deferred(answer, telling);
  if (errors.token.includes(error)) return unauthorised(answer, telling);
  if (errors.channel.includes(error)) return accountRefused(answer, telling, inviteApp);
  return errors.post.includes(error) ? rejected(answer, telling) : unclear(answer, telling);
}

/** Of these Slack says that some of it may have been done. */
const open: ReadonlySet<string> = new Set([
  'internal_error',
  'fatal_error',
  'request_timeout',
  'service_unavailable',
]);

/** The same for a removal: https://docs.slack.dev/reference/methods/chat.delete#errors */
export function removalOf(error: string): Removal['kind'] {
  if (error === 'message_not_found') return 'gone';
  return open.has(error) ? 'unknown' : 'refused';
}
