import { type HttpAnswer, type HttpAsk, searchedBytes } from '#catalog/ask.ts';
import type { Service } from '#catalog/catalog.ts';
import { meets } from './expect.ts';
import { layerOf } from './layer.ts';
import { saysFailure } from './local.ts';
import { defineProbe, type FactType, type Seen } from '../probe.ts';
import { known, notSeen, quoted } from '../make-observation.ts';

/** Long enough for a slow line, short enough that a hung service still gives a verdict quickly. */
const usualTimeoutMs = 5_000;

const facts = {
  url: 'string',
  outcome: 'string',
  status: 'number',
  alive: 'boolean',
  expectMet: 'boolean',
  bodyMatches: 'boolean',
  layer: 'string',
  layerSays: 'string',
  gatewayError: 'boolean',
  latencyMs: 'number',
  server: 'string',
  location: 'string',
  contentType: 'string',
  remoteAddress: 'string',
  retryAfter: 'string',
  rateLimited: 'boolean',
  error: 'string',
} as const satisfies Readonly<Record<string, FactType>>;

/**
 * The answer that users get: the public URL, asked from outside; at the origin itself when the catalog gives its
 * address.
 */
export const publicProbe = defineProbe({
  id: 'public',
  title: { en: 'Public address', fr: 'Adresse publique' },
  scope: 'outside',
  usualMs: 120,
  facts,
  asks: ({ service }) =>
    service.public === undefined ? undefined : { answer: publicRequest(service, service.public.resolve) },
  read: ({ answer }, { service }) => seesPublic('public', answer, service),
});

/** The same through public DNS, when `public` went to the origin past it: the difference is the edge's. */
export const edge = defineProbe({
  id: 'edge',
  title: { en: 'Behind the CDN', fr: 'Derrière le CDN' },
  scope: 'outside',
  usualMs: 150,
  facts,
  asks: ({ service }) => {
    if (service.public?.resolve === undefined || neverPublic(new URL(service.public.url).hostname))
      return undefined;
    return { answer: publicRequest(service, undefined) };
  },
  read: ({ answer }, { service }) => seesPublic('edge', answer, service),
});

/** Names that public DNS can never know (RFC 2606, RFC 6762), and bare addresses, which need none. */
export function neverPublic(hostname: string): boolean {
  return /(?:^|\.)(?:test|example|invalid|localhost|local|internal|lan)$|^[\d.]+$|^\[/i.test(hostname);
}

export function publicRequest(service: Service, resolve: string | undefined): HttpAsk {
  const { public: at } = service;
  if (at === undefined) throw new TypeError(`${service.name} has no public url`);
  const expect = at.expect ?? service.local?.expect;
  return {
    via: 'http',
    method: at.method ?? 'GET',
    url: at.url,
    // JSON first: a CDN's plain-text error codes are clearer than its pages.
    headers: { 'User-Agent': 'resus', Accept: 'application/json, text/html;q=0.9, */*;q=0.5', ...at.headers },
    timeoutMs: at.timeout ?? usualTimeoutMs,
    ...(resolve === undefined ? {} : { resolve }),
    ...(at.ca === undefined ? {} : { ca: at.ca }),
    ...(expect?.body === undefined && expect?.json === undefined ? {} : { mostBytes: searchedBytes }),
  };
}

function seesPublic(probe: string, answer: HttpAnswer, service: Service): Seen {
  const url = service.public?.url ?? '';
  const seconds = (service.public?.timeout ?? usualTimeoutMs) / 1000;
  if (answer.outcome === 'failed') {
    const { failure, detail } = answer;
    return {
      probe,
      status: 'bad',
      facts: known({
        url,
        outcome: failure,
        alive: false,
        expectMet: false,
        gatewayError: false,
        layer: 'none',
        error: detail || undefined,
        remoteAddress: answer.remoteAddress,
      }),
      evidence: [quoted(`GET ${url}`, detail || failure, 'outcome', 'alive', 'expectMet', 'layer', 'error')],
      says: { ...saysFailure(failure), with: { url, seconds } },
    };
  }
  if (answer.outcome !== 'answered')
    return notSeen(probe, { en: 'could not look', fr: 'impossible d’y regarder' });
  const { status, headers, body, firstByteMs } = answer;
  const found = layerOf(answer);
  const met = meets(service.public?.expect ?? service.local?.expect, status, body);
  const gatewayError =
    found.layer !== 'app' && ([502, 503, 504].includes(status) || (status >= 520 && status <= 530));
  const ok = met.expectMet && !gatewayError && found.says === 'none';
  const head = [`HTTP ${status} in ${firstByteMs} ms`, ...shown(headers), '', body.trim().slice(0, 250)].join(
    '\n',
  );
  return {
    probe,
    status: ok ? 'ok' : 'bad',
    facts: known({
      url,
      outcome: 'answered',
      status,
      ...met,
      layer: found.layer,
      layerSays: found.says,
      gatewayError,
      latencyMs: firstByteMs,
      server: headers['server'],
      location: headers['location'],
      contentType: headers['content-type'],
      remoteAddress: answer.remoteAddress,
      retryAfter: headers['retry-after'],
      rateLimited: status === 429,
    }),
    evidence: [
      quoted(
        `${service.public?.method ?? 'GET'} ${url}`,
        head,
        'outcome',
        'status',
        'alive',
        'expectMet',
        'bodyMatches',
        'gatewayError',
        'latencyMs',
        'server',
        'layer',
        'layerSays',
        'location',
        'retryAfter',
        'rateLimited',
      ),
    ],
    says:
      gatewayError || found.says !== 'none'
        ? {
            en: 'users get {status} from {layer}',
            fr: 'les utilisateurs reçoivent {status} de {layer}',
            with: { status, layer: found.layer },
          }
        : met.expectMet
          ? {
              en: 'users get {status} in {ms} ms',
              fr: 'les utilisateurs reçoivent {status} en {ms} ms',
              with: { status, ms: firstByteMs },
            }
          : {
              en: 'users get {status}, not what is expected',
              fr: 'les utilisateurs reçoivent {status}, pas ce qui est attendu',
              with: { status },
            },
  };
}

/** The headers that tell who answered. */
function shown(headers: Readonly<Record<string, string>>): string[] {
  return [
    'server',
    'via',
    'cf-ray',
    'cf-cache-status',
    'content-type',
    'content-length',
    'retry-after',
    'x-powered-by',
    'location',
  ].flatMap((name) => (headers[name] === undefined ? [] : [`${name}: ${headers[name]}`]));
}
