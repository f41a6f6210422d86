import type { Service } from '#catalog/catalog.ts';
import { listensAt } from '#catalog/run-kind.ts';
import { meets } from './expect.ts';
import { type HostRequest, type HostResponse, readResponse, requestCommand } from './http-from-host.ts';
import { defineProbe } from '../probe.ts';
import { known, notSeen, noTool, quoted } from '../make-observation.ts';
import { printed, shell } from '../shell.ts';
import { requestOnWindows } from '../windows-commands.ts';

/** No answer within this is an answer: the design's "bad, no answer in 3 s". */
const usualTimeoutMs = 3_000;

/** Does the service itself answer on its own port, asked from its own host, past any proxy? */
export const local = defineProbe({
  id: 'local',
  title: { en: 'Answer on the host', fr: 'Réponse sur l’hôte' },
  scope: 'host',
  usualMs: 60,
  windows: true,
  facts: {
    url: 'string',
    outcome: 'string',
    status: 'number',
    alive: 'boolean',
    expectMet: 'boolean',
    bodyMatches: 'boolean',
    gatewayError: 'boolean',
    latencyMs: 'number',
    complete: 'boolean',
    server: 'string',
    location: 'string',
    contentType: 'string',
    error: 'string',
    timeoutMs: 'number',
  },
  asks: ({ service, host }) => {
    const request = localRequest(service);
    if (request === undefined) return undefined;
    const command = host?.os === 'windows' ? requestOnWindows(request) : requestCommand(request);
    return { answer: shell(command, request.timeoutMs + 2_000) };
  },
  read: ({ answer }, { service }) => {
    const request = localRequest(service);
    const text = printed(answer);
    const response = text === undefined ? undefined : readResponse(text);
    if (request === undefined || text === undefined) return notSeen('local', noTool('curl'));
    if (response === undefined) {
      if (answer.outcome === 'timed_out')
        return sees(request, service, { outcome: 'timed_out', error: text });
      return notSeen('local', noTool('curl'), [quoted(request.url, text)]);
    }
    return sees(request, service, response);
  },
});

/** The request that a proxy on the same host would make: the public name as Host, or frameworks refuse it. */
export function localRequest(service: Service): HostRequest | undefined {
  const at = listensAt(service);
  const { local } = service;
  // A worker that speaks no HTTP has neither.
  if (at === undefined || (local === undefined && service.public === undefined)) return undefined;
  const publicUrl = service.public === undefined ? undefined : new URL(service.public.url);
  const path = local?.path ?? (publicUrl === undefined ? '/' : publicUrl.pathname + publicUrl.search);
  const base =
    'socket' in at ? 'http://localhost' : `http://${connectTo(at.address)}:${local?.port ?? at.port}`;
  return {
    method: local?.method ?? 'GET',
    url: base + path,
    ...('socket' in at ? { socket: at.socket } : {}),
    headers: {
      ...(publicUrl === undefined
        ? {}
        : { Host: publicUrl.host, 'X-Forwarded-Proto': publicUrl.protocol.slice(0, -1) }),
      'User-Agent': 'resus',
      Accept: 'application/json, */*;q=0.5',
      ...local?.headers,
    },
    timeoutMs: local?.timeout ?? usualTimeoutMs,
  };
}

/** A wildcard address cannot be connected to everywhere: its loopback can. */
export function connectTo(address: string): string {
  if (address === '*' || address === '0.0.0.0' || address === 'localhost') return '127.0.0.1';
  if (address === '::') return '[::1]';
  return address.includes(':') ? `[${address}]` : address;
}

function sees(request: HostRequest, service: Service, response: HostResponse) {
  const { url, timeoutMs } = request;
  const source = `curl ${request.socket === undefined ? '' : `--unix-socket ${request.socket} `}${url}`;
  if (response.outcome !== 'answered') {
    return {
      probe: 'local',
      status: 'bad' as const,
      facts: known({
        url,
        outcome: response.outcome,
        alive: false,
        expectMet: false,
        error: response.error || undefined,
        timeoutMs,
      }),
      evidence: [
        quoted(
          source,
          response.error || `no answer (${response.outcome})`,
          'outcome',
          'alive',
          'expectMet',
          'error',
        ),
      ],
      says: { ...saysFailure(response.outcome), with: { url, seconds: timeoutMs / 1000 } },
    };
  }
  const { status, headers, body, latencyMs, complete } = response;
  const met = meets(service.local?.expect, status, body);
  const first = body.trim().slice(0, 400);
  return {
    probe: 'local',
    status: met.expectMet ? ('ok' as const) : ('bad' as const),
    facts: known({
      url,
      outcome: 'answered',
      status,
      ...met,
      gatewayError: [502, 503, 504].includes(status),
      latencyMs,
      complete,
      server: headers['server'],
      location: headers['location'],
      contentType: headers['content-type'],
      timeoutMs,
    }),
    evidence: [
      quoted(
        source,
        `HTTP ${status} in ${latencyMs} ms${first === '' ? '' : `\n${first}`}`,
        'outcome',
        'status',
        'alive',
        'expectMet',
        'bodyMatches',
        'latencyMs',
        'gatewayError',
        'complete',
        'location',
      ),
    ],
    says: {
      en: met.expectMet
        ? 'answers {status} in {latencyMs} ms on its own port'
        : 'answers {status} on its own port, not what is expected',
      fr: met.expectMet
        ? 'répond {status} en {latencyMs} ms sur son port'
        : 'répond {status} sur son port, pas ce qui est attendu',
      with: { status, latencyMs },
    },
  };
}

export function saysFailure(outcome: string): { en: string; fr: string } {
  switch (outcome) {
    case 'refused':
      return { en: '{url} refuses the connection', fr: '{url} refuse la connexion' };
    case 'timed_out':
      return { en: '{url} gives no answer in {seconds} s', fr: '{url} ne répond pas en {seconds} s' };
    case 'empty_reply':
      return {
        en: '{url} closes the connection without an answer',
        fr: '{url} ferme la connexion sans répondre',
      };
    case 'reset':
      return { en: '{url} resets the connection', fr: '{url} coupe la connexion' };
    case 'protocol':
      return { en: '{url} does not speak HTTP', fr: '{url} ne parle pas HTTP' };
    case 'dns':
      return { en: 'the name in {url} does not resolve', fr: 'le nom dans {url} ne se résout pas' };
    case 'certificate':
      return { en: 'the certificate of {url} is not valid', fr: 'le certificat de {url} n’est pas valide' };
    case 'tls':
      return { en: '{url} fails the TLS handshake', fr: '{url} échoue à la négociation TLS' };
    default:
      return { en: '{url} cannot be reached', fr: '{url} est injoignable' };
  }
}
