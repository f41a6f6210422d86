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

/** Breaks the Web API on purpose; everything is off until it is asked for. */
export class Faults {
  private pending: Fault[] = [];
  /** Block types refused as unknown, as by a workspace that does not have them yet. */
  readonly refusedBlocks = new Set<string>();
  /** Slack's tier limits per method, and one message a second and channel. */
  limits = { tiers: false, channel: false };

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

  /** Mends everything at once. */
  clear(): void {
    this.pending = [];
    this.refusedBlocks.clear();
    this.limits = { tiers: false, channel: false };
  }

  list(): readonly Fault[] {
    return this.pending;
  }

  /** The fault for this call, counted down. */
  take(method: string): Fault | undefined {
    const fault = this.pending.find((one) => one.method === method || one.method === '*');
    if (!fault) return undefined;
    fault.times -= 1;
    if (fault.times <= 0) this.pending = this.pending.filter((one) => one !== fault);
    return fault;
  }

  private add(method: string, times: number | undefined, fault: PlainFault): void {
    this.pending.push({ method, times: times ?? 1, ...fault });
  }
}
