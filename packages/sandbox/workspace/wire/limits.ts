/** Calls a minute that each tier promises (Slack: apis/web-api/rate-limits). */
const PER_MINUTE = { 1: 1, 2: 20, 3: 50, 4: 100 } as const;
export type Tier = keyof typeof PER_MINUTE | 'none';

/** One message a second and channel, "short bursts" more: Slack gives no number for the burst. */
const CHANNEL_PER_SECOND = 1;
const CHANNEL_BURST = 3;

type Bucket = { tokens: number; at: number };

/** Token buckets: one for each method, one for each channel that is posted to. */
export class Limits {
  private readonly buckets = new Map<string, Bucket>();
  private readonly now: () => number;

  constructor(now: () => number = Date.now) {
    this.now = now;
  }

  /** Seconds to wait before this call is taken; 0 means now. */
  method(method: string, tier: Tier): number {
    if (tier === 'none') return 0;
    const perMinute = PER_MINUTE[tier];
    return this.spend(`method ${method}`, perMinute, perMinute / 60);
  }

  channel(channel: string): number {
    return this.spend(`channel ${channel}`, CHANNEL_BURST, CHANNEL_PER_SECOND);
  }

  private spend(key: string, capacity: number, perSecond: number): number {
    const now = this.now();
    const bucket = this.buckets.get(key) ?? { tokens: capacity, at: now };
    const tokens = Math.min(capacity, bucket.tokens + ((now - bucket.at) / 1000) * perSecond);
    const isAllowed = tokens >= 1;
    this.buckets.set(key, { tokens: isAllowed ? tokens - 1 : tokens, at: now });
    return isAllowed ? 0 : Math.ceil((1 - tokens) / perSecond);
  }
}
