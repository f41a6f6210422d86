export interface JournalEntry {
  atUs: number;
  /** The unit's full name, `payments-api.service`. */
  unit: string;
  invocationId: string;
  /** `process`: the unit's own output. `manager`: a line about the unit. */
  from: 'process' | 'manager';
  identifier: string;
  pid: number;
  /** syslog level, 0 (emergency) to 7 (debug) */
  priority: number;
  message: string;
}

// A demo left alone over a week-end must not eat the machine's memory.
const capacity = 10_000;

/** Everything the demo's units printed and everything that was said about them, oldest first. */
export class Journal {
  #entries: JournalEntry[] = [];

  append(entry: Omit<JournalEntry, 'atUs'>): void {
    this.#entries.push({ ...entry, atUs: nowUs() });
    if (this.#entries.length > capacity) this.#entries = this.#entries.slice(capacity / 10);
  }

  entries(): readonly JournalEntry[] {
    return this.#entries;
  }
}

export function nowUs(): number {
  return Math.round((performance.timeOrigin + performance.now()) * 1_000);
}
