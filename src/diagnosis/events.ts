import { z } from 'zod';
import type { Phrase } from '#base/phrase.ts';
import type { Observation } from '#catalog/observation.ts';
import type { Verdict } from '#runbooks/verdict.ts';

/**
 * A run is its events; this is what they add up to.
 *
 *   asked ──▶ looking ──▶ concluded (provisional ──▶ final)
 *     │          └──────▶ failed
 *     └────────────────▶ failed | expired
 */
export type RunState = 'asked' | 'looking' | 'concluded' | 'failed';

export type Trigger = {
  readonly by: 'slack' | 'cli' | 'alert' | 'monitor';
  /** Slack user id, or the CLI's local user name: who is told, not who is trusted. */
  readonly actor: string;
  readonly channel?: string;
  /** Set when the ask came from inside a thread: answers go there. */
  readonly threadTs?: string;
  /** Raised by an outage: everything about it stands in that thread. */
  readonly outage?: string;
};

/** A trigger as it was stored, or as a job has it. */
export const trigger: z.ZodType<Trigger> = z.looseObject({
  by: z.enum(['slack', 'cli', 'alert', 'monitor']),
  actor: z.string(),
  channel: z.exactOptional(z.string()),
  threadTs: z.exactOptional(z.string()),
  outage: z.exactOptional(z.string()),
});

export type RunEvent =
  | {
      readonly type: 'asked';
      readonly at: number;
      readonly service: string;
      readonly host?: string;
      readonly trigger: Trigger;
      readonly earlier?: Earlier;
    }
  | { readonly type: 'started'; readonly at: number; readonly probes: readonly PlannedProbe[] }
  | { readonly type: 'observed'; readonly at: number; readonly observation: Observation }
  | { readonly type: 'concluded'; readonly at: number; readonly verdict: Verdict; readonly tookMs: number }
  | { readonly type: 'failed'; readonly at: number; readonly message: Phrase }
  | { readonly type: 'rated'; readonly at: number; readonly by: string; readonly isRight: boolean };

export type PlannedProbe = { readonly probe: string; readonly host?: string };

/** What the service was found to be a few minutes before. */
export type Earlier = {
  readonly runId: string;
  readonly at: number;
  readonly verdictId: string;
  readonly headline: Phrase;
  /** Its thread, where it has one. */
  readonly link?: string;
};

/** A person's rating of a verdict. */
export type Rating = { readonly by: string; readonly isRight: boolean };

export type Run = {
  readonly id: string;
  readonly state: RunState;
  readonly service: string;
  readonly host?: string;
  readonly trigger: Trigger;
  readonly askedAt: number;
  readonly earlier?: Earlier;
  readonly probes: readonly PlannedProbe[];
  readonly observations: readonly Observation[];
  readonly verdict?: Verdict;
  readonly tookMs?: number;
  readonly failure?: Phrase;
  /** The last word of each person. */
  readonly ratings: readonly Rating[];
};

/** Total: an event that makes no sense in this state changes nothing, so a replayed history always ends the same. */
export function applyRunEvent(run: Run | undefined, id: string, event: RunEvent): Run | undefined {
  if (event.type === 'asked') {
    if (run !== undefined) return run;
    return {
      id,
      state: 'asked',
      service: event.service,
      ...(event.host === undefined ? {} : { host: event.host }),
      trigger: event.trigger,
      askedAt: event.at,
      ...(event.earlier === undefined ? {} : { earlier: event.earlier }),
      probes: [],
      observations: [],
      ratings: [],
    };
  }
  if (run === undefined) return undefined;
  switch (event.type) {
    case 'started':
      // A redelivered job looks again from the beginning: what an earlier worker saw is stale by now.
      return { ...run, state: 'looking', probes: event.probes, observations: [] };
    case 'observed':
      return { ...run, observations: withNewest(run.observations, event.observation) };
    case 'concluded':
      return { ...run, state: 'concluded', verdict: event.verdict, tookMs: event.tookMs };
    case 'failed':
      return run.state === 'concluded' ? run : { ...run, state: 'failed', failure: event.message };
    case 'rated':
      return run.verdict === undefined ? run : { ...run, ratings: withLast(run.ratings, event) };
  }
}

/** A second look at the same thing replaces the first. */
function withNewest(before: readonly Observation[], newest: Observation): readonly Observation[] {
  const isSame = ({ probe, host }: Observation): boolean => probe === newest.probe && host === newest.host;
  return before.some(isSame) ? before.map((one) => (isSame(one) ? newest : one)) : [...before, newest];
}

function withLast(before: readonly Rating[], { by, isRight }: Rating): readonly Rating[] {
  return [...before.filter((one) => one.by !== by), { by, isRight }];
}

export function runOf(id: string, events: readonly RunEvent[]): Run | undefined {
  let run: Run | undefined;
  for (const event of events) run = applyRunEvent(run, id, event);
  return run;
}

/** The command that starts a run. */
export type AskDiagnosis = {
  readonly service: string;
  readonly host?: string;
  readonly trigger: Trigger;
  /** Names the command or click: the same one again finds the run it started. */
  readonly triggerId: string;
};

export type AskedDiagnosis =
  | { readonly outcome: 'asked'; readonly run: Run }
  | { readonly outcome: 'closest'; readonly asked: string; readonly names: readonly string[] }
  | {
      readonly outcome: 'refused';
      readonly message: Phrase;
      /** Fills {time}: until then what was not confirmed may still start. */
      readonly notAfter?: number;
    };
