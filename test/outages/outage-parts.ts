import type { Redis } from 'ioredis';
import { type AskDiagnosis, applyRunEvent, type Run } from '#diagnosis/events.ts';
import { createRecordHeldSignals, createRecordSignals } from '#outages/record-signals.ts';
import { createAdvanceOutage, type AdvanceOutageDeps } from '#outages/advance-outage.ts';
import type { Signal } from '#outages/events.ts';
import type { AskPlan } from '#actions/plan-commands.ts';
import { idOf } from '#base/ids.ts';
import type { Verdict } from '#runbooks/verdict.ts';
import { readCatalog } from '#app/read-catalog.ts';
import { createOutageStore } from '#outages/redis-outage-store.ts';
import { createQuietLog } from '#test/quiet-log.ts';
import { faulty } from '#test/sample-runs.ts';

export const minute = 60_000;

const usual = `
slack: { channel: "#ops" }
people: { sre: { users: [U0SRE] }, boss: { users: [U0BOSS] } }
hosts: { web-1: { address: 192.0.2.5, user: bot } }
services:
  api: { host: web-1, run: { systemd: api }, escalate: [{ after: 10m, to: sre }, { after: 30m, to: boss }] }
  shop: { host: web-1, run: { systemd: shop } }
`;

/** Outages over a real Redis on a clock of the test; diagnoses and plans are only asked for, and end when the test says so. */
export function createOutageParts(redis: Redis, text: string = usual, more: Partial<AdvanceOutageDeps> = {}) {
  let now = Date.UTC(2026, 2, 2, 3, 0);
  let catalog = readCatalog(text, 'resus.yaml');
  const runs = new Map<string, Run>();
  const asked: AskDiagnosis[] = [];
  const proposed: AskPlan[] = [];
  const called: string[] = [];
  const withdrawn: string[] = [];
  const wrapped: string[] = [];
  const gone = new Set<string>();
  const shown = new Map<string, string>();
  const outages = createOutageStore(redis);
  const common = {
    outages,
    catalog: () => catalog,
    canPropose: () => true,
    channelOf: async () => 'C0OPS',
    clock: { now: () => now },
    log: createQuietLog(),
  };
  const advance = createAdvanceOutage({
    ...common,
    runs: {
      find: async (id) => {
        const run = runs.get(id);
        return run === undefined ? undefined : { run, seq: 1 };
      },
    },
    plans: { find: async () => undefined },
    show: async ({ outage }) => void shown.set(outage.id, outage.state),
    askDiagnosis: async (command) => {
      asked.push(command);
      const id = idOf('run', command.trigger.by, command.triggerId);
      const { service, trigger } = command;
      const run = applyRunEvent(runs.get(id), id, { type: 'asked', at: now, service, trigger });
      if (run === undefined) throw new Error('no run');
      runs.set(id, run);
      return { outcome: 'asked', run };
    },
    askPlan: async (command) => {
      proposed.push(command);
      return { outcome: 'asked', planId: idOf('plan', command.trigger.by, command.triggerId) };
    },
    hasMonitor: async (id) => !gone.has(id),
    withdraw: async (planId) => void withdrawn.push(planId),
    call: async (_id, to) => void called.push(to),
    wrapUp: async ({ outage }) => void wrapped.push(outage.id),
    ...more,
  });
  const taking = { ...common, advance };
  let number = 0;
  return {
    outages,
    runs,
    asked,
    proposed,
    called,
    withdrawn,
    wrapped,
    shown,
    /** Monitors that the catalog has no more. */
    gone,
    advance,
    take: createRecordSignals(taking),
    recordHeldSignals: createRecordHeldSignals(taking),
    now: () => now,
    later: (ms: number): void => void (now += ms),
    setCatalog: (changed: string): void => void (catalog = readCatalog(changed, 'resus.yaml')),
    signal: (service: string, state: 'down' | 'up', about: Partial<Signal> = {}): Signal => ({
      id: `sighting-${(number += 1)}`,
      source: 'monitor',
      service,
      fingerprint: `monitor/${service}/watch`,
      state,
      at: now,
      says: { en: 'HTTP 502', fr: 'HTTP 502' },
      ...about,
    }),
    /** The newest diagnosis of a service ends with this verdict. */
    conclude: (service: string, verdict: Verdict = faulty): void => {
      const run = [...runs.values()].findLast((one) => one.service === service);
      if (run === undefined) throw new Error(`${service} was not diagnosed`);
      const concluded = { type: 'concluded', at: now, verdict, tookMs: 900 } as const;
      const after = applyRunEvent(run, run.id, concluded);
      if (after !== undefined) runs.set(run.id, after);
    },
    newest: async (service: string) => {
      const id = await outages.newestOf(service);
      const stored = id === undefined ? undefined : await outages.find(id);
      if (stored === undefined) throw new Error(`${service} has no outage`);
      return stored.outage;
    },
  };
}
