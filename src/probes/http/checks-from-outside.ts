import type { HttpAnswer, HttpAsk } from '#catalog/ask.ts';
import type { Service } from '#catalog/catalog.ts';
import { type Check, type CheckResponse, checkFacts, isOneTooMany, seeRequest } from './checks.ts';
import { layerOf } from './layer.ts';
import { defineProbe, type Seen } from '../probe.ts';
import { publicRequest } from './public.ts';
import { known, notSeen, quoted } from '../make-observation.ts';

const usualTimeoutMs = 5_000;

/** The catalog's requests for a service that has no host to ask them from: at its public address, as users ask. */
export const checksFromOutside = defineProbe({
  id: 'checks',
  title: { en: 'Own checks', fr: 'Contrôles du service' },
  scope: 'outside',
  usualMs: 150,
  facts: checkFacts,
  asks: (target) => {
    const { service } = target;
    if (service.hosts.length > 0 || service.public === undefined) return undefined;
    const wanted = service.checks.filter(
      (check) => pathOf(check) !== undefined && !isOneTooMany(check, target),
    );
    if (wanted.length === 0) return undefined;
    return Object.fromEntries(wanted.map((check) => [check.id, askOf(check, service)]));
  },
  read: (answers, { service }) =>
    service.checks.flatMap((check) => {
      const answer = answers[check.id];
      if (answer === undefined) return [];
      const response = responseOf(answer);
      if (response === undefined)
        return [notSeen(`checks.${check.id}`, { en: 'could not look', fr: 'impossible d’y regarder' })];
      const { method, url } = askOf(check, service);
      const see = isBlocked(answer) ? seeBlocked : seeRequest;
      return [see(check, `${method} ${url}`, response)];
    }),
});

function pathOf(check: Check): string | undefined {
  return check.post ?? check.get;
}

function askOf(check: Check, service: Service): HttpAsk {
  const base = publicRequest(service, service.public?.resolve);
  const body = check.json === undefined ? undefined : JSON.stringify(check.json);
  return {
    ...base,
    method: check.post === undefined ? 'GET' : 'POST',
    url: new URL(pathOf(check) ?? '/', base.url).href,
    headers: {
      ...base.headers,
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...check.headers,
    },
    ...(body === undefined ? {} : { body }),
    timeoutMs: check.timeout ?? usualTimeoutMs,
  };
}

function responseOf(answer: HttpAnswer): CheckResponse | undefined {
  if (answer.outcome === 'answered') return answer;
  return answer.outcome === 'failed' ? { outcome: answer.failure, error: answer.detail } : undefined;
}

/** Whether the check would pass is not known: the service itself was not heard. */
function seeBlocked({ id }: Check, source: string, response: CheckResponse): Seen {
  const answered = response.outcome === 'answered';
  const said = answered ? `HTTP ${response.status}\n${response.body.trim().slice(0, 300)}` : response.error;
  return {
    probe: `checks.${id}`,
    status: 'unknown',
    facts: known({
      blocked: true,
      outcome: response.outcome,
      alive: false,
      status: answered ? response.status : undefined,
    }),
    evidence: [quoted(source, said || response.outcome, 'blocked', 'outcome', 'alive', 'status')],
    says: answered
      ? {
          en: 'something in front of the service answered {status} instead',
          fr: 'quelque chose devant le service a répondu {status} à sa place',
          with: { status: response.status },
        }
      : {
          en: 'nobody answered ({outcome})',
          fr: 'personne n’a répondu ({outcome})',
          with: { outcome: response.outcome },
        },
  };
}

/** A gateway's own error, or no answer at all: the service was not heard. */
function isBlocked(answer: HttpAnswer): boolean {
  return answer.outcome !== 'answered' || (layerOf(answer).layer !== 'app' && answer.status >= 502);
}
