import type { Answer, Ask, NoAnswer, ShellAsk } from '#catalog/ask.ts';
import type { Observation } from '#catalog/observation.ts';
import type { Asks, Probe, Seen, Target } from './probe.ts';
import { whyNothing } from './shell.ts';

/** A probe at one target, with the answers that have come so far. */
export type Pending = {
  readonly probe: Probe;
  readonly target: Target;
  readonly asks: Asks;
  readonly answers: Map<string, Answer>;
  read: boolean;
};

export function pendingLooks(probes: readonly Probe[], targets: readonly Target[]): Pending[] {
  return targets.flatMap((target) =>
    probes.flatMap((probe) => {
      if ((probe.scope === 'host') !== (target.host !== undefined)) return [];
      if (target.host?.os === 'windows' && probe.windows !== true) return [];
      const asks = probe.asks(target);
      return asks === undefined ? [] : [{ probe, target, asks, answers: new Map(), read: false }];
    }),
  );
}

export type HostAsk = { readonly one: Pending; readonly name: string; readonly ask: ShellAsk };

/** The shell asks of each host, in the order in which they should start: the longest decide when all is done. */
export function hostBatches(pending: readonly Pending[]): Map<string, HostAsk[]> {
  const batches = new Map<string, HostAsk[]>();
  for (const one of pending.toSorted((a, b) => b.probe.usualMs - a.probe.usualMs)) {
    const host = one.target.host?.name;
    for (const [name, ask] of Object.entries(one.asks)) {
      if (ask.via !== 'shell' || host === undefined) continue;
      batches.set(host, [...(batches.get(host) ?? []), { one, name, ask }]);
    }
  }
  return batches;
}

export type NetAsk = { readonly one: Pending; readonly name: string; readonly ask: Exclude<Ask, ShellAsk> };

export function netAsks(pending: readonly Pending[]): NetAsk[] {
  return pending.flatMap((one) =>
    Object.entries(one.asks).flatMap(([name, ask]) => (ask.via === 'shell' ? [] : [{ one, name, ask }])),
  );
}

/** Turns the answers of a probe into observations; missing answers are filled with `late`. */
export function readPending(one: Pending, late: NoAnswer): Observation[] {
  one.read = true;
  const answers: Record<string, Answer> = {};
  for (const name of Object.keys(one.asks)) answers[name] = one.answers.get(name) ?? late;
  // All asks start together, so the slowest one is what this look took.
  const tookMs = Math.max(0, ...Object.values(answers).map((answer) => answer.tookMs));
  const where = one.target.host === undefined ? {} : { host: one.target.host.name };
  return read(one, answers).map((seen) => ({ ...seen, ...where, tookMs }));
}

function read(one: Pending, answers: Record<string, Answer>): Seen[] {
  const whys = Object.values(answers).map(whyNothing);
  const [why] = whys;
  if (why !== undefined && whys.every((each) => each !== undefined))
    return [{ probe: one.probe.id, status: 'unknown', facts: {}, evidence: [], says: why }];
  try {
    return [one.probe.read(answers, one.target)].flat();
  } catch (error) {
    return [defect(one.probe.id, error)];
  }
}

/** A mistake of ours must not pass for a fault of the service, nor hide the other probes. */
function defect(probe: string, error: unknown): Seen {
  const detail = error instanceof Error ? `${error.name}: ${error.message}` : 'no details';
  return {
    probe,
    status: 'unknown',
    facts: {},
    evidence: [{ source: 'internal', text: detail }],
    says: {
      en: 'Resus could not read the answer (a defect of Resus)',
      fr: 'Resus n’a pas su lire la réponse (un défaut de Resus)',
    },
  };
}
