import { randomUUID } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import type { Guard } from '../guard.ts';
import { describeExit, execMain, isClean, type Exit } from './exit-status.ts';
import { nowUs, type Journal } from './journal.ts';
import { spawnUnit, type UnitProcess } from './spawn-unit.ts';
import { parseUnitFile, type UnitFile } from './unit-file.ts';

/*
 *  inactive ──start──▶ active ──clean exit──▶ inactive
 *     ▲                  │ ╲
 *     │ stop             │  failure ──▶ activating (auto-restart) ──RestartSec──▶ start
 *     │                  ▼                                                         │
 *  deactivating ◀──── stop                       failed ◀── start limit, or Restart=no
 */
export type ActiveState = 'active' | 'inactive' | 'failed' | 'activating' | 'deactivating';
export type Result = 'success' | 'exit-code' | 'signal' | 'timeout' | 'resources';
export type StartAnswer = 'started' | 'start-limit' | 'failed';

/** One service of the demo, run and supervised as systemd would run a Type=simple service. */
export class Unit {
  readonly name: string;
  readonly path: string;
  file: UnitFile;
  active: ActiveState = 'inactive';
  sub = 'dead';
  result: Result = 'success';
  main = { pid: 0, code: 0, status: 0, startedAtUs: 0, exitedAtUs: 0 };
  restarts = 0;
  invocationId = '';
  changedAtUs = 0;
  activeEnterAtUs = 0;
  inactiveEnterAtUs = 0;
  #loadedMtimeMs = 0;
  #process: UnitProcess | undefined;
  #ended: Promise<void> = Promise.resolve();
  #restartTimer: NodeJS.Timeout | undefined;
  #startsMs: number[] = [];
  #isCounterStale = false;
  #stopping: 'no' | 'asked' | 'killed' = 'no';
  readonly #journal: Journal;
  readonly #guard: Guard;
  readonly #onChange: () => void;

  constructor(path: string, deps: { journal: Journal; guard: Guard; onChange: () => void }) {
    this.path = path;
    this.name = path.slice(path.lastIndexOf('/') + 1);
    this.#journal = deps.journal;
    this.#guard = deps.guard;
    this.#onChange = deps.onChange;
    this.file = parseUnitFile('');
    this.reloadFile();
  }

  get mainPid(): number {
    return this.#process?.pid ?? 0;
  }

  get title(): string {
    return `${this.name} - ${this.file.description}`;
  }

  get needsReload(): boolean {
    return statSync(this.path, { throwIfNoEntry: false })?.mtimeMs !== this.#loadedMtimeMs;
  }

  reloadFile(): void {
    this.file = parseUnitFile(readFileSync(this.path, 'utf8'));
    this.#loadedMtimeMs = statSync(this.path).mtimeMs;
  }

  start(): StartAnswer {
    if (this.#process) return 'started';
    clearTimeout(this.#restartTimer);
    return this.#startNow();
  }

  /** Resolves when the process is gone: SIGTERM, then SIGKILL after TimeoutStopSec. */
  async stop(): Promise<void> {
    clearTimeout(this.#restartTimer);
    if (this.#process) await this.#stopProcess(this.#process);
    else if (this.active === 'activating') {
      this.#enter('inactive', 'dead');
      this.#say(6, `Stopped ${this.title}.`);
    }
    this.#isCounterStale = true;
  }

  async restart(): Promise<StartAnswer> {
    await this.stop();
    return this.start();
  }

  resetFailed(): void {
    this.#startsMs = [];
    this.restarts = 0;
    if (this.active !== 'failed') return;
    this.result = 'success';
    this.#enter('inactive', 'dead');
  }

  signal(signal: NodeJS.Signals): boolean {
    return this.#process?.signal(signal) ?? false;
  }

  #startNow(): StartAnswer {
    const { startLimitBurst, startLimitIntervalMs } = this.file;
    this.#startsMs = this.#startsMs.filter((atMs) => atMs > Date.now() - startLimitIntervalMs);
    if (this.#startsMs.length >= startLimitBurst) {
      this.#say(4, `${this.name}: Start request repeated too quickly.`);
      this.#fail(this.result === 'success' ? 'exit-code' : this.result);
      this.#say(3, `Failed to start ${this.title}.`);
      return 'start-limit';
    }
    this.#startsMs.push(Date.now());
    if (this.#isCounterStale) this.restarts = 0;
    this.#isCounterStale = false;
    this.invocationId = randomUUID().replaceAll('-', '');
    this.#stopping = 'no';
    const { invocationId } = this;
    const spawned = spawnUnit(this.file, invocationId, {
      guard: this.#guard,
      onLine: (pid, message) => this.#record({ invocationId, from: 'process', pid, priority: 6, message }),
    });
    this.main = { pid: 0, code: 0, status: 0, startedAtUs: nowUs(), exitedAtUs: 0 };
    if ('pid' in spawned) {
      this.#process = spawned;
      this.main.pid = spawned.pid;
      this.result = 'success';
      this.#enter('active', 'running');
      this.#say(6, `Started ${this.title}.`);
      this.#ended = spawned.exited.then((exit) => this.#onExit(exit));
      return 'started';
    }
    if (spawned.exit) this.#say(6, `Started ${this.title}.`);
    for (const message of spawned.messages) this.#say(3, `${this.name}: ${message}`);
    if (spawned.exit) {
      this.#onExit(spawned.exit);
      return 'started'; // systemd too has forked by then, and calls a Type=simple service started
    }
    this.#fail('resources');
    this.#say(3, `Failed to start ${this.title}.`);
    return 'failed';
  }

  async #stopProcess(unitProcess: UnitProcess): Promise<void> {
    this.#enter('deactivating', 'stop-sigterm');
    this.#say(6, `Stopping ${this.title}...`);
    this.#stopping = 'asked';
    unitProcess.signal('SIGTERM');
    unitProcess.signal('SIGCONT'); // systemd wakes a stopped process so that it can take the SIGTERM
    const timer = setTimeout(() => {
      this.#stopping = 'killed';
      this.#say(4, `${this.name}: State 'stop-sigterm' timed out. Killing.`);
      this.#say(5, `${this.name}: Killing process ${unitProcess.pid} with signal SIGKILL.`);
      unitProcess.signal('SIGKILL');
    }, this.file.stopTimeoutMs);
    await this.#ended;
    clearTimeout(timer);
  }

  #onExit(exit: Exit): void {
    this.#process = undefined;
    this.main = { ...this.main, ...execMain(exit), exitedAtUs: nowUs() };
    const isWanted = this.#stopping !== 'no';
    if (!isClean(exit)) this.#say(5, `${this.name}: Main process exited, ${describeExit(exit)}`);
    if (isClean(exit) && (isWanted || this.file.restart !== 'always')) {
      this.#say(6, `${this.name}: Deactivated successfully.`);
      this.#enter('inactive', 'dead');
      if (isWanted) this.#say(6, `Stopped ${this.title}.`);
      return;
    }
    const result = this.#stopping === 'killed' ? 'timeout' : 'code' in exit ? 'exit-code' : 'signal';
    if (isWanted || this.file.restart === 'no') {
      this.#fail(result);
      if (isWanted) this.#say(6, `Stopped ${this.title}.`);
      return;
    }
    this.result = isClean(exit) ? 'success' : result;
    if (this.result !== 'success') this.#say(4, `${this.name}: Failed with result '${result}'.`);
    this.#enter('activating', 'auto-restart');
    this.#restartTimer = setTimeout(() => {
      this.restarts += 1;
      this.#say(6, `${this.name}: Scheduled restart job, restart counter is at ${this.restarts}.`);
      this.#say(6, `Stopped ${this.title}.`);
      this.#startNow();
    }, this.file.restartDelayMs);
  }

  #fail(result: Result): void {
    this.result = result;
    this.#isCounterStale = true; // kept for whoever looks now, zero at the next start by hand
    this.#say(4, `${this.name}: Failed with result '${result}'.`);
    this.#enter('failed', 'failed');
  }

  #enter(active: ActiveState, sub: string): void {
    this.changedAtUs = nowUs();
    if (active === 'active') this.activeEnterAtUs = this.changedAtUs;
    if (active === 'inactive' || active === 'failed') this.inactiveEnterAtUs = this.changedAtUs;
    this.active = active;
    this.sub = sub;
    this.#onChange();
  }

  #say(priority: number, message: string): void {
    this.#record({ invocationId: this.invocationId, from: 'manager', pid: process.pid, priority, message });
  }

  #record(entry: {
    invocationId: string;
    from: 'process' | 'manager';
    pid: number;
    priority: number;
    message: string;
  }): void {
    const program = this.file.execStart[0] ?? '';
    const identifier = entry.from === 'manager' ? 'systemd' : program.slice(program.lastIndexOf('/') + 1);
    this.#journal.append({ unit: this.name, identifier, ...entry });
  }
}
