import type { Signatures } from '#base/log-signatures.ts';
import type { ShellAnswer, ShellAsk } from '#catalog/ask.ts';
import type { Evidence, Fact } from '#catalog/observation.ts';
import { readResponse, requestCommand } from '#probes/http/http-from-host.ts';
import { type Needed, neededBy } from './need.ts';
import { peerIn, type Peer, withoutLog } from './need-peer.ts';
import { type UnitSeen, unitIn } from './need-unit.ts';
import { needCommand } from './need-command.ts';
import { needKindOf } from './need-kinds.ts';
import { hear, type Heard } from './need-hearing.ts';
import { defineProbe, type Seen, type Target } from '#probes/probe.ts';
import { known, needsSudo, notSeen, quoted } from '#probes/make-observation.ts';
import { lines, printed, shell, sudoRefused } from '#probes/shell.ts';

/** What the service cannot work without, each asked from the service's own host in its own language. */
export const needs = defineProbe({
  id: 'needs',
  title: { en: 'Dependencies', fr: 'Dépendances' },
  scope: 'host',
  usualMs: 120,
  facts: {
    kind: 'string',
    up: 'boolean',
    address: 'string',
    outcome: 'string',
    reachable: 'boolean',
    answers: 'boolean',
    authenticated: 'boolean',
    signature: 'string',
    unreachable: 'string',
    error: 'string',
    version: 'string',
    full: 'boolean',
    writable: 'boolean',
    connections: 'number',
    maxConnections: 'number',
    unit: 'string',
    unitState: 'string',
    unitActive: 'boolean',
    health: 'string',
    network: 'string',
    ownNetwork: 'string',
    logSignature: 'string',
    logLine: 'string',
    status: 'number',
  },
  asks: (target) => {
    const asks: Record<string, ShellAsk> = {};
    for (const need of askedHere(target)) {
      asks[need.key] =
        need.url === undefined
          ? shell(needCommand(need, target.service))
          : shell(requestCommand({ method: 'GET', url: need.url, headers: {}, timeoutMs: 3_000 }));
    }
    return Object.keys(asks).length === 0 ? undefined : asks;
  },
  read: (answers, target) =>
    askedHere(target).map((need) => {
      const answer = answers[need.key];
      if (answer === undefined || printed(answer) === undefined)
        return notSeen(need.probe, { en: 'could not look', fr: 'impossible d’y regarder' });
      return need.url === undefined ? see(need, answer, target.signatures) : seeHttp(need, need.url, answer);
    }),
});

/** Needs that only a platform knows are asked there. */
function askedHere(target: Target): Needed[] {
  return neededBy(target).filter(({ onPlatformOnly }) => !onPlatformOnly);
}

function see(need: Needed, answer: ShellAnswer, signatures: Signatures): Seen {
  const { told: text, log } = withoutLog(printed(answer) ?? '');
  const peer = peerIn(text);
  const unit = unitIn(need, text) ?? (peer === undefined ? undefined : unitOf(peer));
  const said =
    need.kind === 'worker'
      ? heardWorker(text)
      : hear(need.kind, text, answer.outcome === 'timed_out', signatures);
  const heard = peer === undefined ? said : behindPeer(said, peer, unit);
  const lastWords = lastWordsOf(log, signatures);
  const verdicts = [
    heard.reachable,
    heard.answers,
    heard.authenticated,
    unit?.active,
    heard.full === true ? false : undefined,
    heard.writable === false ? false : undefined,
  ];
  // Something that answers is up, whatever its unit says: wrappers and renamed units are common.
  const works = heard.answers === true && heard.authenticated !== false;
  const up = works
    ? heard.full !== true && heard.writable !== false
    : verdicts.includes(false)
      ? false
      : verdicts.includes(true)
        ? true
        : undefined;
  const evidence: Evidence[] = [];
  if (heard.quote !== undefined)
    evidence.push(
      quoted(
        sourceOf(need, heard.address),
        heard.quote,
        'up',
        'outcome',
        'reachable',
        'answers',
        'authenticated',
        'signature',
        'unreachable',
        'error',
        'version',
        'full',
        'writable',
        'connections',
        'maxConnections',
        'address',
        'network',
        'ownNetwork',
      ),
    );
  if (lastWords !== undefined)
    evidence.push(
      quoted(`docker logs ${unit?.name ?? need.kind}`, lastWords.line, 'logSignature', 'logLine'),
    );
  if (unit !== undefined)
    evidence.push(
      quoted(
        unit.source,
        unit.quote,
        'unitState',
        'unitActive',
        'unit',
        'health',
        ...(heard.quote === undefined ? ['up'] : []),
      ),
    );
  const { quote: _quote, ...heardFacts } = heard;
  const facts: Record<string, Fact | undefined> = {
    kind: need.kind,
    up,
    ...heardFacts,
    unreachable: unreachableFault(need.kind, heard.outcome),
    unit: need.unit?.name ?? peer?.name,
    unitState: unit?.state,
    unitActive: unit?.active,
    health: unit?.health,
    network: peer?.networks,
    ownNetwork: peer?.ownNetworks,
    logSignature: up === true ? undefined : lastWords?.id,
    logLine: up === true ? undefined : lastWords?.line,
  };
  if (up === undefined) {
    const why = sudoRefused(text)
      ? needsSudo(`supervisorctl status ${need.unit?.name ?? ''}`)
      : /^resus-no-(?:value|address)$/m.test(text)
        ? {
            en: "the service's own setting {reference} could not be read",
            fr: 'le réglage {reference} du service n’a pas pu être lu',
            with: { reference: need.reference ?? '' },
          }
        : { en: 'nothing could be learned about it', fr: 'rien n’a pu être appris' };
    return { ...notSeen(need.probe, why, evidence), facts: known(facts) };
  }
  return {
    probe: need.probe,
    status: up ? 'ok' : 'bad',
    facts: known(facts),
    evidence,
    says: saysNeed(need, up, heard.outcome ?? unit?.state),
  };
}

/** The fault of the library for nobody being there to be talked to. */
export function unreachableFault(kind: string, outcome: unknown): string | undefined {
  return outcome === 'refused' || outcome === 'no_answer' || outcome === 'not_found'
    ? needKindOf(kind).unreachable
    : undefined;
}

function unitOf({ name, state, health }: Peer): UnitSeen {
  return {
    name,
    state: state === 'exited' || state === 'created' ? 'stopped' : state,
    active: state === 'running',
    quote: `Status=${state} Health=${health ?? '-'}`,
    source: `docker inspect ${name}`,
    ...(health === undefined ? {} : { health }),
  };
}

/** What the engine knows beats a connection that failed: why there was none. */
function behindPeer(said: Heard, peer: Peer, unit: UnitSeen | undefined): Heard {
  if (said.answers === true) return said;
  const address = said.address === undefined ? {} : { address: said.address };
  if (unit?.active === false)
    return {
      ...address,
      reachable: false,
      outcome: unit.state,
      ...(said.quote === undefined ? {} : { quote: said.quote }),
    };
  if (peer.isShared) return said;
  return {
    ...address,
    reachable: false,
    outcome: 'off_network',
    quote: `${peer.name} is ${peer.state} on network ${peer.networks}; the service is on ${peer.ownNetworks}`,
  };
}

/** The last line that names a fault, in what its container printed: why it does not answer, in its own words. */
function lastWordsOf(
  log: string,
  signatures: Signatures,
): { readonly id: string; readonly line: string } | undefined {
  return lines(log)
    .map((line) => ({ id: signatures.match(line)?.id, line: line.trim().slice(0, 300) }))
    .findLast((one): one is { id: string; line: string } => one.id !== undefined);
}

function sourceOf(need: Needed, address: string | undefined): string {
  return address === undefined ? need.kind : `${need.kind} ${address}`;
}

function saysNeed(need: Needed, up: boolean, outcome: string | undefined): Seen['says'] {
  return up
    ? { en: '{kind} works', fr: '{kind} fonctionne', with: { kind: need.kind } }
    : {
        en: '{kind} does not work: {outcome}',
        fr: '{kind} ne fonctionne pas : {outcome}',
        with: { kind: need.kind, outcome: outcome ?? 'down' },
      };
}

function heardWorker(text: string): ReturnType<typeof hear> {
  const pong = /^\s*(?:->)?\s*celery@\S+: OK/m.exec(text)?.[0];
  if (pong !== undefined) return { answers: true, outcome: 'up', quote: pong.trim() };
  const none = /No nodes replied within time constraint/.exec(text)?.[0];
  return none === undefined ? {} : { answers: false, outcome: 'no_answer', quote: none };
}

function seeHttp(need: Needed, url: string, answer: ShellAnswer): Seen {
  const response = readResponse(printed(answer) ?? '');
  if (response === undefined)
    return notSeen(need.probe, { en: 'could not look', fr: 'impossible d’y regarder' });
  const answered = response.outcome === 'answered';
  const up =
    answered && (need.status === undefined ? response.status < 500 : response.status === need.status);
  return {
    probe: need.probe,
    status: up ? 'ok' : 'bad',
    facts: known({
      kind: 'http',
      up,
      address: url,
      reachable:
        answered || ['reset', 'empty_reply', 'timed_out', 'protocol'].includes(response.outcome) || undefined,
      outcome: answered ? (up ? 'up' : 'error') : response.outcome,
      answers: answered,
      status: answered ? response.status : undefined,
      error: answered ? undefined : response.error,
    }),
    evidence: [
      quoted(
        `curl ${url}`,
        answered ? `HTTP ${response.status}` : response.error || response.outcome,
        'up',
        'reachable',
        'outcome',
        'answers',
        'status',
        'error',
        'address',
      ),
    ],
    says: saysNeed(need, up, answered ? `HTTP ${response.status}` : response.outcome),
  };
}
