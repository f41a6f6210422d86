import type { AuthorizeResult } from '@slack/bolt';
import type { Clients } from '#slack/client.ts';

/**
 * Asks Slack once who we are. Bolt's own way keeps a failed answer for good, and then refuses every command; here a
 * command goes on without it, and the next one asks again.
 */
export function createAuthorize(botToken: string, client: Clients['interactive']) {
  let known: AuthorizeResult | undefined;
  let asking: Promise<void> | undefined;
  const whoAmI = async (): Promise<void> => {
    try {
      const { bot_id: botId = '', user_id: botUserId = '' } = await client.auth.test();
      known = { botToken, botId, botUserId };
    } catch {
      asking = undefined;
    }
  };
  return async (): Promise<AuthorizeResult> => {
    if (known !== undefined) return known;
    asking ??= whoAmI();
    await Promise.race([asking, new Promise((resolve) => setTimeout(resolve, patienceMs))]);
    return known ?? { botToken };
  };
}

/** The ack waits for this, and has 3 s in all. */
const patienceMs = 300;
