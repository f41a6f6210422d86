import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Guard } from '../guard.ts';
import { Journal } from './journal.ts';
import { Unit } from './unit.ts';

/** The units of one directory of service files, and the journal they share. */
export class Units {
  readonly journal = new Journal();
  readonly #units = new Map<string, Unit>();
  readonly #listeners = new Set<() => void>();
  readonly #directory: string;
  readonly #guard: Guard;

  constructor(directory: string, guard: Guard) {
    this.#directory = directory;
    this.#guard = guard;
    this.daemonReload();
  }

  all(): Unit[] {
    return [...this.#units.values()];
  }

  /** `payments-api` and `payments-api.service` are the same unit. */
  find(name: string): Unit | undefined {
    return this.#units.get(fullName(name));
  }

  get(name: string): Unit {
    const unit = this.find(name);
    if (!unit) throw new Error(`the demo has no unit ${name}: it has ${[...this.#units.keys()].join(', ')}`);
    return unit;
  }

  daemonReload(): void {
    for (const file of readdirSync(this.#directory).filter((name) => name.endsWith('.service'))) {
      const known = this.#units.get(file);
      if (known) known.reloadFile();
      else this.#units.set(file, new Unit(join(this.#directory, file), this.#deps()));
    }
  }

  /** Runs ExecReload; the answer is what it printed when it failed. */
  reload(unit: Unit): Promise<string | undefined> {
    const [program = '', ...args] = unit.file.execReload;
    return new Promise((resolve) => {
      execFile(program, args, { env: { PATH: '/usr/bin:/bin', TZ: 'UTC' } }, (error, _out, stderr) => {
        this.#tell();
        resolve(error ? stderr || error.message : undefined);
      });
    });
  }

  /** Calls back on every change of any unit's state, until the returned function is called. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async stopAll(): Promise<void> {
    await Promise.all(this.all().map((unit) => unit.stop()));
  }

  #deps() {
    return {
      journal: this.journal,
      guard: this.#guard,
      onChange: () => this.#tell(),
    };
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

export function fullName(name: string): string {
  return /\.(service|socket|timer|target|mount|slice|scope|path|device|swap)$/.test(name)
    ? name
    : `${name}.service`;
}
