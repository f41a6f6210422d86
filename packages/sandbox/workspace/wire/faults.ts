/** What shall go wrong with the next calls of a method; `*` means every method. */
export type Fault = {
  method: string;
  /** How many more calls it takes. */
  times: number;
} & (
  | { kind: 'rate_limit'; retryAfterS: number }
  | { kind: 'status'; status: number }
  | { kind: 'refuse'; error: string }
  /** The call is carried out and its answer lost. */
  | { kind: 'drop' }
  /** The call is lost before it is carried out. */
  | { kind: 'lose' }
  | { kind: 'delay'; delayMs: number }
);

type PlainFault = Fault extends infer F ? (F extends Fault ? Omit<F, 'method' | 'times'> : never) : never;

/** Shares of all calls, between 0 and 1. */
export type FaultShares = { readonly rateLimit: number; readonly drop: number; readonly lose: number };

const asSlack = { tiers: true, channel: true };
const none = { tiers: false, channel: false };

/** Breaks the Web API on purpose; nothing is broken until it is asked for. Slack's own limits always hold. */
export class Faults {
  private pending: Fault[] = [];
  /** Block types refused as unknown, as by a workspace that does not have them yet. */
  readonly refusedBlocks = new Set<string>();
  private random: { readonly chance: () => number; readonly shares: FaultShares } | undefined;
  /** Slack's tier limits per method, and one message a second and channel. */
  limits: { tiers: boolean; channel: boolean };
  private readonly usualLimits: { tiers: boolean; channel: boolean };

  constructor(hasLimits = true) {
    this.usualLimits = hasLimits ? asSlack : none;
    this.limits = this.usualLimits;
  }

  /** Answers 429 with `Retry-After`. */
  rateLimit(method: string, options: { times?: number; retryAfterS?: number } = {}): void {
    this.add(method, options.times, { kind: 'rate_limit', retryAfterS: options.retryAfterS ?? 1 });
  }

  /** Answers with this HTTP status, which the SDK tries again. */
  fail(method: string, options: { times?: number; status?: number } = {}): void {
    this.add(method, options.times, { kind: 'status', status: options.status ?? 500 });
  }

  /** Answers `ok: false` with this error, which the SDK does not try again. */
  refuse(method: string, error: string, times = 1): void {
    this.add(method, times, { kind: 'refuse', error });
  }

  drop(method: string, times = 1): void {
    this.add(method, times, { kind: 'drop' });
  }

  lose(method: string, times = 1): void {
    this.add(method, times, { kind: 'lose' });
  }

  delay(method: string, delayMs: number, times = 1): void {
    this.add(method, times, { kind: 'delay', delayMs });
  }

  /** From now on every call may break, as often as these shares say. */
  randomly(chance: () => number, shares: FaultShares): void {
    this.random = { chance, shares };
  }

  /** Mends everything at once. */
  clear(): void {
    this.pending = [];
    this.random = undefined;
    this.refusedBlocks.clear();
    this.limits = this.usualLimits;
  }

  list(): readonly Fault[] {
    return this.pending;
  }

  /** The fault for this call, counted down. */
  take(method: string): Fault | undefined {
    const fault = this.pending.find((one) => one.method === method || one.method === '*');
    if (!fault) return this.roll(method);
    fault.times -= 1;
    if (fault.times <= 0) this.pending = this.pending.filter((one) => one !== fault);
    return fault;
  }

  private roll(method: string): Fault | undefined {
    if (!this.random) return undefined;
    const { chance, shares } = this.random;
    const one = { method, times: 1 };
    const at = chance();
    if (at < shares.rateLimit) return { ...one, kind: 'rate_limit', retryAfterS: 1 };
    if (at < shares.rateLimit + shares.drop) return { ...one, kind: 'drop' };
    if (at < shares.rateLimit + shares.drop + shares.lose) return { ...one, kind: 'lose' };
    return undefined;
  }

  private add(method: string, times: number | undefined, fault: PlainFault): void {
    this.pending.push({ method, times: times ?? 1, ...fault });
  }
}
