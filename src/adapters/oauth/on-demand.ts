import type { OAuth } from '../../application/ports/oauth.ts';

/** Its library is loaded when somebody connects an account or a token is renewed. */
const load = async (): Promise<OAuth> => (await import('./oauth.ts')).oauth;

export const oauth: OAuth = {
  authorize: async (...given) => (await load()).authorize(...given),
  redeem: async (...given) => (await load()).redeem(...given),
  renew: async (...given) => (await load()).renew(...given),
};
