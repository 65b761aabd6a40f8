const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/**
 * A text as Slack wants it: the three signs that it gives a meaning of their own are entities, so that
 * no copy can mention a channel or a person.
 * https://docs.slack.dev/messaging/formatting-message-text#escaping
 */
export const slackText = (text: string): string =>
  text.replace(/[&<>]/g, (sign) => entities[sign] ?? sign);
