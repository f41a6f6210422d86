import { randomBytes } from 'node:crypto';

// Slack: interactivity/handling-user-interaction.
const TRIGGER_LIFE_MS = 3000;
const RESPONSE_LIFE_MS = 30 * 60_000;
const RESPONSE_USES_MAX = 5;

/** What a response_url answers to: where and to whom, and the message that was acted on. */
export type ResponsePlace = {
  user: string;
  channel: string;
  /** The thread that was clicked in. Slack does not answer there by itself. */
  clickedIn?: string;
  /** The message or ephemeral that `replace_original` and `delete_original` mean. */
  original?: { ts: string; isEphemeral: boolean };
};

type Trigger = { user: string; expiresAt: number; used: boolean };
type ResponseUrl = { place: ResponsePlace; expiresAt: number; uses: number };

/** Trigger ids (3 s, once) and response urls (30 min, 5 times). */
export class Tickets {
  private readonly triggers = new Map<string, Trigger>();
  private readonly responses = new Map<string, ResponseUrl>();
  private readonly now: () => number;

  constructor(now: () => number = Date.now) {
    this.now = now;
  }

  trigger(user: string): string {
    const id = `${this.now()}.${randomBytes(6).toString('hex')}.${randomBytes(8).toString('hex')}`;
    this.triggers.set(id, { user, expiresAt: this.now() + TRIGGER_LIFE_MS, used: false });
    return id;
  }

  /** Spends a trigger: whose it was, or Slack's name for why not. */
  spend(id: string): { user: string } | { error: string } {
    const trigger = this.triggers.get(id);
    if (!trigger) return { error: 'invalid_trigger_id' };
    if (trigger.used) return { error: 'exchanged_trigger_id' };
    if (this.now() > trigger.expiresAt) return { error: 'expired_trigger_id' };
    trigger.used = true;
    return { user: trigger.user };
  }

  responseUrl(place: ResponsePlace, origin: string): string {
    const id = randomBytes(18).toString('base64url');
    this.responses.set(id, { place, expiresAt: this.now() + RESPONSE_LIFE_MS, uses: 0 });
    return `${origin}/response/${id}`;
  }

  /** The place to answer, unless the url is unknown, spent or too old. Each call is one use. */
  answer(id: string): { place: ResponsePlace } | { error: 'expired_url' | 'used_url' } {
    const response = this.responses.get(id);
    if (!response || this.now() > response.expiresAt) return { error: 'expired_url' };
    if (response.uses >= RESPONSE_USES_MAX) return { error: 'used_url' };
    response.uses += 1;
    return { place: response.place };
  }
}
