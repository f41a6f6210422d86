/** One call of the Web API as it was answered. */
export type CallRecord = {
  method: string;
  args: Record<string, unknown>;
  /** When it came, in ms since the epoch. */
  at: number;
  tookMs: number;
  status: number;
  ok: boolean;
  error?: string;
  fault?: string;
  /** Of an answer to a click: the thread that was clicked in. */
  clickedIn?: string;
};

/** Enough for a long test; the oldest are forgotten. */
const KEPT = 10_000;

/** What the app asked for, in the order it was answered. */
export class Calls {
  private readonly records: CallRecord[] = [];

  add(record: CallRecord): void {
    this.records.push(record);
    if (this.records.length > KEPT) this.records.shift();
  }

  of(method?: string): readonly CallRecord[] {
    return method === undefined
      ? [...this.records]
      : this.records.filter((record) => record.method === method);
  }
}
