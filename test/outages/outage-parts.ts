import type { Redis } from 'ioredis';
import type { AskDiagnosis } from '#diagnosis/events.ts';
import { createRecordHeldSignals, createRecordSignals } from '#outages/record-signals.ts';
import { createAdvanceOutage, type AdvanceOutageDeps } from '#outages/advance-outage.ts';
import type { Signal } from '#outages/events.ts';
import type { AskPlan } from '#actions/plan-commands.ts';
import { createRunStore } from '#diagnosis/redis-run-store.ts';
import { createCallEscalated } from '#outages/call-escalated.ts';
import { createFollowEvents } from '#outages/follow-events.ts';
import { createOutageThread } from '#outages/outage-thread.ts';
import { createEventLog, type LogLine } from '#redis/event-log.ts';
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

type More = Partial<
  AdvanceOutageDeps & { readonly channelOf: (service: string) => Promise<string | undefined> }
>;

/**
 * Outages over a real Redis on a clock of the test; diagnoses and plans are only asked for, and end when the test says so. What
 * follows the log has followed it when `take` and `tend` resolve.
 */
export function createOutageParts(redis: Redis, text: string = usual, more: More = {}) {
  let now = Date.UTC(2026, 2, 2, 3, 0);
  let catalog = readCatalog(text, 'resus.yaml');
  /** Which service each diagnosis that was asked for is of. */
  const asks = new Map<string, string>();
  const asked: AskDiagnosis[] = [];
  const proposed: AskPlan[] = [];
  const called: string[] = [];
  const withdrawn: string[] = [];
  const wrapped: string[] = [];
  const gone = new Set<string>();
  const shown = new Map<string, string>();
  const outages = createOutageStore(redis);
  const runs = createRunStore(redis);
  const events = createEventLog(redis);
  const channelOf = more.channelOf ?? (async () => 'C0OPS');
  const clock = { now: () => now };
  const common = { outages, catalog: () => catalog, channelOf, clock, log: createQuietLog() };
  const advance = createAdvanceOutage({
    ...common,
    runs,
    plans: { find: async () => undefined },
    askDiagnosis: async (command) => {
      asked.push(command);
      const runId = idOf('run', command.trigger.by, command.triggerId);
      const { service, trigger } = command;
      const event = { type: 'asked', at: now, service, trigger } as const;
      asks.set(runId, service);
      await runs.append({ runId, eventId: 'asked', event });
      const stored = await runs.find(runId);
      if (stored === undefined) throw new Error('no run');
      return { outcome: 'asked', run: stored.run };
    },
    askPlan: async (command) => {
      proposed.push(command);
      return { outcome: 'asked', planId: idOf('plan', command.trigger.by, command.triggerId) };
    },
    hasMonitor: async (id) => !gone.has(id),
    withdraw: async (planId) => void withdrawn.push(planId),
    wrapUp: async ({ outage }) => void wrapped.push(outage.id),
    ...more,
  });
  const follow = createFollowEvents({ ...common, canPropose: () => true });
  const callEscalated = createCallEscalated(async (_id, to) => void called.push(to));
  const thread = createOutageThread({ ...common, put: async () => {}, linkRun: async () => undefined });
  const show = async (id: string): Promise<void> => {
    const stored = await thread.show(id);
    if (stored !== undefined) shown.set(id, stored.outage.state);
  };
  let cursor = 0;
  const failed: LogLine[] = [];
  let concluding: Promise<unknown> = Promise.resolve();
  const followed = ['thread', 'outages', 'messages'] as const;
  const followLine = async ({ of, id }: LogLine, from: number): Promise<void> => {
    if (of === 'run') return follow.run(id, await runs.events(id), from);
    await show(id);
    await callEscalated(id, (await outages.find(id))?.events ?? [], from);
    await advance(id);
  };
  /** The followers that outages have, one line of the log after the other. */
  const followLog = async (): Promise<void> => {
    await concluding;
    const lines = failed.splice(0);
    for (let read = await events.read(cursor, 1000); read.length > 0 || lines.length > 0; ) {
      lines.push(...read);
      for (const line of lines.splice(0)) {
        cursor = Math.max(cursor, line.position);
        const [progress] = await events.progress('outages', [line]);
        if (progress === undefined || progress.done >= progress.seq) continue;
        try {
          await followLine(line, progress.done + 1);
          for (const follower of followed) await events.markFollowed(follower, line, progress.seq);
        } catch {
          // Left for the next time, as every follower's failures are.
          failed.push(line);
        }
      }
      read = await events.read(cursor, 1000);
    }
  };
  const taking = common;
  const take = createRecordSignals(taking);
  const recordHeldSignals = createRecordHeldSignals(taking);
  let number = 0;
  return {
    outages,
    runs: asks,
    events,
    asked,
    proposed,
    called,
    withdrawn,
    wrapped,
    shown,
    /** Monitors that the catalog has no more. */
    gone,
    followLog,
    /** As the sweep does it, which also looks for what was not known when it was shown. */
    advance: async (id: string): Promise<void> => {
      await followLog();
      await show(id);
      await advance(id);
      await followLog();
    },
    take: async (signals: readonly Signal[]): Promise<void> => {
      await take(signals);
      await followLog();
    },
    recordHeldSignals: async (): Promise<void> => {
      await recordHeldSignals();
      await followLog();
    },
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
      const runId = [...asks].findLast(([, of]) => of === service)?.[0];
      if (runId === undefined) throw new Error(`${service} was not diagnosed`);
      const event = { type: 'concluded', at: now, verdict, tookMs: 900 } as const;
      concluding = concluding.then(() => runs.append({ runId, eventId: 'concluded', event }));
    },
    newest: async (service: string) => {
      const id = await outages.newestOf(service);
      const stored = id === undefined ? undefined : await outages.find(id);
      if (stored === undefined) throw new Error(`${service} has no outage`);
      return stored.outage;
    },
  };
}
