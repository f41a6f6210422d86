import type { Clock } from '#base/clock.ts';
import type { Phrase } from '#base/phrase.ts';
import type { Redact } from '#redaction/redact.ts';
import type { StepResult } from './events.ts';
import type { Doing, PlanStep, PlatformCall } from './plan.ts';
import type { Log } from '#base/log.ts';
import { claimGoodForMs, type PlanStore } from './plan-store.ts';

/** The result of a change on a host; `already`: it began before under this id. */
export type ExecutorResult = {
  readonly outcome: StepResult['outcome'] | 'already';
  readonly output: string;
  readonly code?: number;
  readonly tookMs: number;
  readonly stillRunning?: number;
};
export type ExecutorState =
  | { readonly state: 'never' }
  | { readonly state: 'running'; readonly pid: number; readonly output: string }
  | { readonly state: 'ended'; readonly code: number; readonly output: string }
  | { readonly state: 'vanished'; readonly output: string }
  | { readonly state: 'unreachable'; readonly detail: string };

/** Us → the world, for approved changes. Nothing here rejects for what a host or a platform does. */
export type StepExecutor = {
  readonly act: (
    host: string,
    change: {
      readonly id: string;
      readonly command: string;
      readonly timeoutMs: number;
      readonly stdin?: string;
      readonly signal: AbortSignal;
      readonly onOutput?: (text: string) => void;
    },
  ) => Promise<ExecutorResult>;
  readonly state: (host: string, id: string) => Promise<ExecutorState>;
  readonly stop: (host: string, id: string) => Promise<number | undefined | 'unreachable'>;
  readonly call: (call: PlatformCall, timeoutMs: number, signal: AbortSignal) => Promise<ExecutorResult>;
  /** The value behind `env:NAME` or `file:PATH`; undefined when there is none. */
  readonly resolve: (reference: string) => Promise<string | undefined>;
};

export type RunStepDeps = {
  readonly plans: Pick<PlanStore, 'claim' | 'unclaim' | 'finish' | 'isCancelled'>;
  readonly executor: StepExecutor;
  readonly redact: Redact;
  readonly clock: Clock;
  readonly log: Log;
};

export type StepTurn = {
  readonly planId: string;
  readonly fence: number;
  readonly step: PlanStep;
  readonly nonce: string;
  /** Fires when the plan is cancelled: the change on its host is ended. */
  readonly cancelled: AbortSignal;
  /** Tells that it begins. Between the claim and the command nothing else is awaited, and this only writes to Redis. */
  readonly began: () => Promise<void>;
  readonly onOutput: (text: string) => void;
};

export type StepEnd =
  | { readonly end: 'ended'; readonly result: StepResult }
  | { readonly end: 'unknown'; readonly says: Phrase }
  | { readonly end: 'superseded' }
  | { readonly end: 'cancelled' }
  | { readonly end: 'not_approved' }
  | { readonly end: 'frozen' };

const outputChars = 20_000;

/** One step, at most once: the intent is journaled, then it runs, then its outcome is. */
export async function runStep(deps: RunStepDeps, turn: StepTurn): Promise<StepEnd> {
  const { planId, fence, step, nonce } = turn;
  for (;;) {
    const claimedAt = performance.now();
    const claimed = await deps.plans.claim({ planId, fence, step: step.id, nonce, at: deps.clock.now() });
    switch (claimed.outcome) {
      case 'done':
        return { end: 'ended', result: claimed.result };
      case 'superseded':
      case 'cancelled':
      case 'not_approved':
      case 'frozen':
        return { end: claimed.outcome };
      case 'unknown': {
        const found = await askHost(deps, turn);
        if (found === 'again') continue;
        return found;
      }
      case 'go': {
        await turn.began();
        // Frozen since the claim, this process may not be the one that runs it any more.
        const tookMs = Math.round(performance.now() - claimedAt);
        if (tookMs > claimGoodForMs) {
          await unclaim(deps, turn, { why: 'the claim is too old to act on', tookMs });
          continue;
        }
        const done = await doIt(deps, turn);
        if (done.outcome === 'already') return unknownUnlessTold(await askHost(deps, turn));
        if (done.outcome === 'lost') return unknownUnlessTold(await askHost(deps, turn));
        return finish(deps, turn, resultOf(deps, turn, done, 'worker'), nonce);
      }
    }
  }
}

/** A step that is claimed again and again without ever running is a defect that has to be seen. */
async function unclaim({ plans, log }: RunStepDeps, { planId, step }: StepTurn, data: object): Promise<void> {
  log.warn({ planId, step: step.id, ...data }, 'a claimed step was not run and is claimed anew');
  await plans.unclaim(planId, step.id);
}

async function doIt(
  { executor }: RunStepDeps,
  { planId, step, cancelled, onOutput }: StepTurn,
): Promise<ExecutorResult> {
  const { doing, timeoutMs } = step;
  switch (doing.via) {
    case 'wait':
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, doing.ms);
        cancelled.addEventListener('abort', () => (clearTimeout(timer), resolve(undefined)), { once: true });
      });
      return { outcome: cancelled.aborted ? 'cancelled' : 'succeeded', output: '', tookMs: doing.ms };
    case 'platform':
      return executor.call(doing.call, timeoutMs, cancelled);
    case 'ssh': {
      const stdin =
        typeof doing.stdin === 'object' ? await executor.resolve(doing.stdin.reference) : doing.stdin;
      if (typeof doing.stdin === 'object' && stdin === undefined)
        return {
          outcome: 'refused',
          output: `${doing.stdin.reference} has no value where the worker runs`,
          tookMs: 0,
        };
      return executor.act(doing.host, {
        id: markerOf(planId, step),
        command: doing.command,
        timeoutMs,
        ...(stdin === undefined ? {} : { stdin }),
        signal: cancelled,
        onOutput,
      });
    }
  }
}

/** Names the step on its host, for ever. */
function markerOf(planId: string, { id }: PlanStep): string {
  return `${planId}-${id}`.replaceAll(/[^a-zA-Z0-9._-]/g, '-').slice(0, 150);
}

const followEveryMs = 1_000;

/** The worker that claimed it never told how it ended: its host is asked, and only what it surely says counts. */
async function askHost(deps: RunStepDeps, turn: StepTurn): Promise<StepEnd | 'again'> {
  const { planId, step, cancelled } = turn;
  const { doing } = step;
  if (doing.via === 'wait')
    return finish(deps, turn, { outcome: 'succeeded', output: '', tookMs: 0, toldBy: 'probe' });
  if (doing.via === 'platform') return { end: 'unknown', says: platformUnknown(doing) };
  const startedAt = performance.now();
  const marker = markerOf(planId, step);
  for (;;) {
    const found = await deps.executor.state(doing.host, marker);
    switch (found.state) {
      case 'never':
        await unclaim(deps, turn, { why: 'its host never began it' });
        return 'again';
      case 'ended': {
        const outcome = found.code === 0 ? 'succeeded' : 'failed';
        const told = {
          outcome,
          output: found.output,
          code: found.code,
          tookMs: Math.round(performance.now() - startedAt),
        } as const;
        return finish(deps, turn, resultOf(deps, turn, told, 'probe'));
      }
      case 'running': {
        if (cancelled.aborted || performance.now() - startedAt > step.timeoutMs) {
          const left = await deps.executor.stop(doing.host, marker);
          const outcome = cancelled.aborted ? 'cancelled' : 'timed_out';
          const stillRunning =
            left === undefined ? {} : { stillRunning: left === 'unreachable' ? found.pid : left };
          return finish(
            deps,
            turn,
            resultOf(deps, turn, { outcome, output: found.output, tookMs: 0, ...stillRunning }, 'probe'),
          );
        }
        await new Promise((resolve) => setTimeout(resolve, followEveryMs));
        continue;
      }
      case 'vanished':
        return {
          end: 'unknown',
          says: { ...vanished, with: { host: doing.host, output: lastLine(deps.redact(found.output)) } },
        };
      case 'unreachable':
        return {
          end: 'unknown',
          says: { ...unreachable, with: { host: doing.host, detail: deps.redact(found.detail) } },
        };
    }
  }
}

function unknownUnlessTold(found: StepEnd | 'again'): StepEnd {
  // It cannot have been never begun: we began it.
  return found === 'again' ? { end: 'unknown', says: lostTrack } : found;
}

async function finish(
  deps: RunStepDeps,
  { planId, step }: StepTurn,
  result: StepResult,
  nonce?: string,
): Promise<StepEnd> {
  await deps.plans.finish({ planId, step: step.id, ...(nonce === undefined ? {} : { nonce }), result });
  return { end: 'ended', result };
}

function resultOf(
  { redact }: RunStepDeps,
  { step: { doing } }: StepTurn,
  done: ExecutorResult,
  toldBy: StepResult['toldBy'],
): StepResult {
  const outcome = done.outcome === 'already' ? 'lost' : done.outcome;
  const text = redact(done.output);
  return {
    outcome,
    output: text.length > outputChars ? `…${text.slice(-outputChars)}` : text,
    ...(done.code === undefined ? {} : { code: done.code }),
    tookMs: done.tookMs,
    toldBy,
    ...(done.stillRunning === undefined || doing.via !== 'ssh'
      ? {}
      : { stillRunning: { host: doing.host, pid: done.stillRunning } }),
  };
}

function lastLine(text: string): string | undefined {
  const line = text.trim().split('\n').at(-1);
  return line === '' ? undefined : line;
}

const vanished: Phrase = {
  en: 'It began on {host} and is gone without having said how it ended (killed, or the host went down)[. Last words: {output}]. Look at the host and say whether it was done; it is not run again by itself.',
  fr: 'Commencé sur {host}, puis disparu sans dire l’issue (tué, ou hôte arrêté)[. Derniers mots : {output}]. Regardez l’hôte et dites si c’était fait ; rien ne relance l’étape.',
};
const unreachable: Phrase = {
  en: 'The worker was lost in the middle of it, and {host} cannot be asked what became of it ({detail}). Look at the host and say whether it was done; it is not run again by itself.',
  fr: 'L’ouvrier a été perdu en plein milieu, et {host} ne peut dire l’issue ({detail}). Regardez l’hôte et dites si c’était fait ; rien ne relance l’étape.',
};
const lostTrack: Phrase = {
  en: 'The host has no trace of a step that was begun there. Look at the host and say whether it was done.',
  fr: 'L’hôte n’a pas trace d’une étape qui y a commencé. Regardez l’hôte et dites si c’était fait.',
};
function platformUnknown({ call }: Extract<Doing, { via: 'platform' }>): Phrase {
  return {
    en: 'The worker was lost while it called {platform}, so nobody knows whether the call was taken. Look at its dashboard and say whether it was done; it is not called again by itself.',
    fr: 'L’ouvrier a été perdu pendant l’appel à {platform} ; nul ne sait s’il a été pris. Regardez son tableau de bord et dites si c’était fait ; rien ne rappelle.',
    with: { platform: call.platform },
  };
}
