import type { Answer, NoAnswer, ShellAnswer } from '#catalog/ask.ts';
import type { Observation } from '#catalog/observation.ts';
import { seeAccess } from './access.ts';
import type { ProbeTransport } from './probe-transport.ts';
import {
  type HostAsk,
  hostBatches,
  type NetAsk,
  netAsks,
  type Pending,
  pendingLooks,
  readPending,
} from './probe-run.ts';
import type { Probe, Target } from './probe.ts';

export type Look = {
  readonly transport: ProbeTransport;
  readonly probes: readonly Probe[];
  /** One without host for the looks from outside, and one for each host. */
  readonly targets: readonly Target[];
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
  /** Told each observation as soon as it is there. */
  readonly onObservation?: (observation: Observation) => void;
};

/**
 * Looks at everything at once: all asks of all probes of all hosts start together, those of one host as one batch,
 * the usually longest first. Never rejects. Resolves when all is read, at the deadline or on abort at the latest,
 * with at least one observation for every probe that applies; what had not answered by then is `unknown`.
 */
export async function observe(look: Look): Promise<Observation[]> {
  const { transport } = look;
  const observations: Observation[] = [];
  const tell = (...seen: Observation[]): void => {
    for (const observation of seen) {
      observations.push(observation);
      try {
        look.onObservation?.(observation);
      } catch {
        // Whoever listens answers for its own failures: the look goes on.
      }
    }
  };

  const deadline = AbortSignal.timeout(look.deadlineMs);
  const signal = AbortSignal.any([look.signal, deadline]);
  const pending = pendingLooks(look.probes, look.targets);
  const settle = (one: Pending, name: string, answer: Answer): void => {
    if (one.read || one.answers.has(name)) return;
    one.answers.set(name, answer);
    if (one.answers.size === Object.keys(one.asks).length) tell(...readPending(one, lost('')));
  };

  const batches = hostBatches(pending);
  const asked = [
    ...netAsks(pending).map(({ one, name, ask }) =>
      answerOf(transport, ask, signal).then((answer) => settle(one, name, answer)),
    ),
    ...[...batches].map(async ([host, batch]) => {
      await askHost(transport, host, batch, settle, signal);
      if (!signal.aborted) tell(accessOf(host, batch));
    }),
  ];
  await Promise.race([Promise.all(asked), aborted(signal)]);

  if (signal.aborted) {
    const late: NoAnswer = {
      outcome: 'cancelled',
      reason: deadline.aborted ? 'deadline' : 'other',
      detail: '',
      tookMs: look.deadlineMs,
    };
    for (const one of pending) if (!one.read) tell(...readPending(one, late));
    const told = new Set(observations.flatMap(({ probe, host }) => (probe === 'access' ? [host] : [])));
    for (const [host, batch] of batches) if (!told.has(host)) tell(accessOf(host, batch, late));
  }
  return observations;
}

/** Looking changes nothing, so what a connection lost on its way is asked once more, over a new one. */
async function askHost(
  transport: ProbeTransport,
  host: string,
  batch: readonly HostAsk[],
  settle: (one: Pending, name: string, answer: Answer) => void,
  signal: AbortSignal,
): Promise<void> {
  const lostAsks = new Map<HostAsk, Answer>();
  await askOnce(
    transport,
    host,
    batch,
    (asked, answer) => {
      if (answer.outcome === 'lost') lostAsks.set(asked, answer);
      else settle(asked.one, asked.name, answer);
    },
    signal,
  );
  if (lostAsks.size > 0 && !signal.aborted) {
    await askOnce(
      transport,
      host,
      [...lostAsks.keys()],
      (asked, answer) => settle(asked.one, asked.name, answer),
      signal,
    );
  }
}

async function askOnce(
  transport: ProbeTransport,
  host: string,
  batch: readonly HostAsk[],
  hear: (asked: HostAsk, answer: Answer) => void,
  signal: AbortSignal,
): Promise<void> {
  const heard = new Set<HostAsk>();
  const settled = (index: number, answer: ShellAnswer): void => {
    const asked = batch[index];
    if (asked === undefined || heard.has(asked)) return;
    heard.add(asked);
    hear(asked, answer);
  };
  const asks = batch.map(({ ask }) => ask);
  // Eyes promise not to throw; one that does all the same must not leave the look waiting for the deadline.
  const failed = await transport.shell(host, asks, settled, signal).then(() => lost(''), defectOf);
  if (!signal.aborted) for (const asked of batch) if (!heard.has(asked)) hear(asked, failed);
}

function answerOf(transport: ProbeTransport, ask: NetAsk['ask'], signal: AbortSignal): Promise<Answer> {
  return askOne(transport, ask, signal).catch(defectOf);
}

async function askOne(transport: ProbeTransport, ask: NetAsk['ask'], signal: AbortSignal): Promise<Answer> {
  if (ask.via === 'http') return transport.http(ask, signal);
  if (ask.via === 'tls') return transport.tls(ask, signal);
  if (ask.via === 'dns') return transport.dns(ask, signal);
  if (ask.via === 'tcp') return transport.tcp(ask, signal);
  return transport.platform(ask, signal);
}

function accessOf(host: string, batch: readonly HostAsk[], late?: NoAnswer): Observation {
  const answers = batch.flatMap(({ one, name }) => one.answers.get(name) ?? late ?? []);
  return seeAccess(host, answers);
}

function lost(detail: string): NoAnswer {
  return { outcome: 'lost', reason: 'lost', detail, tookMs: 0 };
}

function defectOf(error: unknown): NoAnswer {
  return lost(error instanceof Error ? error.message : '');
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
