import type { HttpAnswer, HttpAsk } from '#catalog/ask.ts';
import type { Service } from '#catalog/catalog.ts';
import { layerOf } from './layer.ts';
import { saysFailure } from './local.ts';
import { defineProbe, type Seen } from '../probe.ts';
import { neverPublic } from './public.ts';
import { known, notSeen, quoted } from '../make-observation.ts';

/** As patient as the look at the service itself: a slow frontend is not a dead one. */
const timeoutMs = 5_000;

/** Looks at other parts of the same product: is the frontend up while its backend is down? */
export const related = defineProbe({
  id: 'related',
  title: { en: 'Related services', fr: 'Services liés' },
  scope: 'outside',
  usualMs: 120,
  facts: {
    url: 'string',
    outcome: 'string',
    status: 'number',
    alive: 'boolean',
    layer: 'string',
    gatewayError: 'boolean',
    latencyMs: 'number',
    error: 'string',
  },
  asks: ({ service }) => {
    const asks = Object.fromEntries(relatedTo(service).map(({ name, ask }) => [name, ask]));
    return Object.keys(asks).length === 0 ? undefined : asks;
  },
  read: (answers, { service }) =>
    relatedTo(service).map(({ name, ask }) => see(`related.${name}`, ask.url, answers[name])),
});

function relatedTo(service: Service): { name: string; ask: HttpAsk }[] {
  return Object.entries(service.related ?? {}).map(([name, entry]) => {
    const at = typeof entry === 'string' ? { url: entry } : entry;
    return {
      name,
      ask: {
        via: 'http',
        method: 'GET',
        url: at.url,
        headers: { 'User-Agent': 'resus', Accept: 'text/html, */*;q=0.8' },
        timeoutMs,
        ...(at.resolve === undefined ? {} : { resolve: at.resolve }),
        ...(at.ca === undefined ? {} : { ca: at.ca }),
      },
    };
  });
}

function see(probe: string, url: string, answer: HttpAnswer | undefined): Seen {
  if (answer?.outcome === 'failed') {
    const { failure, detail } = answer;
    if (failure === 'dns' && neverPublic(new URL(url).hostname))
      return notSeen(
        probe,
        {
          en: '{url} has a name that only your own network knows',
          fr: '{url} porte un nom que seul votre réseau connaît',
          with: { url },
        },
        [quoted(`GET ${url}`, detail)],
      );
    return {
      probe,
      status: 'bad',
      facts: known({
        url,
        outcome: failure,
        alive: false,
        gatewayError: false,
        layer: 'none',
        error: detail || undefined,
      }),
      evidence: [quoted(`GET ${url}`, detail || failure, 'outcome', 'alive', 'error')],
      says: { ...saysFailure(failure), with: { url, seconds: timeoutMs / 1000 } },
    };
  }
  if (answer?.outcome !== 'answered')
    return notSeen(probe, { en: 'could not look', fr: 'impossible d’y regarder' });
  const { status, firstByteMs, body } = answer;
  const { layer } = layerOf(answer);
  const alive = status < 500;
  return {
    probe,
    status: alive ? 'ok' : 'bad',
    facts: known({
      url,
      outcome: 'answered',
      status,
      alive,
      layer,
      gatewayError: layer !== 'app' && status >= 502,
      latencyMs: firstByteMs,
    }),
    evidence: [
      quoted(
        `GET ${url}`,
        `HTTP ${status} in ${firstByteMs} ms\n${body.trim().slice(0, 100)}`,
        'outcome',
        'status',
        'alive',
        'layer',
        'gatewayError',
        'latencyMs',
      ),
    ],
    says: {
      en: '{url} answers {status}',
      fr: '{url} répond {status}',
      with: { url, status },
    },
  };
}
