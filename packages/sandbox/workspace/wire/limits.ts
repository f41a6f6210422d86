/**
 * Calls of one method within any minute (Slack: apis/web-api/rate-limits). Slack promises these and welcomes "sporadic
 * bursts" above them without a number: an app that stays within them is never refused, so this is what is granted. Tier 1
 * promises one; but an app may hold ten connections (apis/events-api/using-socket-mode) and must open them.
 */
const PER_MINUTE = { 1: 10, 2: 20, 3: 50, 4: 100 } as const;
export type Tier = keyof typeof PER_MINUTE | 'none';
const MINUTE_MS = 60_000;

/**
 * One message a second and channel, "short bursts" more. Slack gives no number for the burst; senders measured 25 to 40
 * (RamblingCookieMonster/PSSlack#52: a bucket of 25 that leaks one a second). Granted is well below that. The limit of a
 * whole workspace, which Slack has and gives no number for either, is not played.
 */
const CHANNEL_PER_SECOND = 1;
const CHANNEL_BURST = 10;

type Bucket = { tokens: number; at: number };

/** What an app has called: by method within the last minute, and by channel that it posts to. */
export class Limits {
  private readonly buckets = new Map<string, Bucket>();
  private readonly calls = new Map<string, number[]>();
  private readonly now: () => number;

  constructor(now: () => number = Date.now) {
    this.now = now;
  }

  /** Seconds to wait before this call is taken; 0 means now. A call that is refused does not count. */
  method(method: string, tier: Tier): number {
    if (tier === 'none') return 0;
    const now = this.now();
    const recent = (this.calls.get(method) ?? []).filter((at) => now - at < MINUTE_MS);
    const [oldest] = recent.slice(-PER_MINUTE[tier]);
    const isFull = recent.length >= PER_MINUTE[tier];
    if (!isFull) recent.push(now);
    this.calls.set(method, recent);
    return isFull && oldest !== undefined ? Math.ceil((oldest + MINUTE_MS - now) / 1000) : 0;
  }

  channel(channel: string): number {
    const now = this.now();
    const bucket = this.buckets.get(channel) ?? { tokens: CHANNEL_BURST, at: now };
    const tokens = Math.min(CHANNEL_BURST, bucket.tokens + ((now - bucket.at) / 1000) * CHANNEL_PER_SECOND);
    const isAllowed = tokens >= 1;
    this.buckets.set(channel, { tokens: isAllowed ? tokens - 1 : tokens, at: now });
    return isAllowed ? 0 : Math.ceil((1 - tokens) / CHANNEL_PER_SECOND);
  }
}
