import type { HttpAnswer, HttpAsk } from '#catalog/ask.ts';
import type { Service } from '#catalog/catalog.ts';
import type { Evidence } from '#catalog/observation.ts';
import { layerOf } from './layer.ts';
import { defineProbe } from '../probe.ts';
import { publicRequest } from './public.ts';
import { known, notSeen, quoted } from '../make-observation.ts';

/** More origins than this add requests, not knowledge. */
const mostOrigins = 3;
/** The headers of a page that sends JSON; one that sends a token too says so in the catalog. */
const usualHeaders = ['content-type'];

/**
 * May the browser pages of these origins use the service? Asked as a browser does: a full preflight and the real
 * request. The headers decide, never the status: a refused origin gets 204 as well.
 */
export const cors = defineProbe({
  id: 'cors',
  title: { en: 'CORS', fr: 'CORS' },
  scope: 'outside',
  usualMs: 130,
  facts: {
    allowed: 'boolean',
    refusedOrigins: 'list',
    preflightStatus: 'number',
    preflightAllowed: 'boolean',
    getStatus: 'number',
    getAllowed: 'boolean',
    allowOrigin: 'string',
    allowMethods: 'string',
    allowHeaders: 'string',
    missingHeaders: 'list',
    credentialsAllowed: 'boolean',
    gatewayError: 'boolean',
    onlySymptom: 'boolean',
  },
  asks: ({ service }) => {
    if (service.cors === undefined || service.public === undefined) return undefined;
    const asks: Record<string, HttpAsk> = {};
    for (const [index, origin] of origins(service).entries()) {
      asks[`preflight${index}`] = preflight(service, origin);
      asks[`get${index}`] = withHeaders(service, 'GET', { Origin: origin });
    }
    return asks;
  },
  read: (answers, { service }) => {
    const looked = origins(service).map((origin, index) => ({
      origin,
      preflight: headersOf(answers[`preflight${index}`]),
      get: headersOf(answers[`get${index}`]),
    }));
    const heard = looked.flatMap(({ preflight, get }) =>
      [preflight, get].filter((each) => each !== undefined),
    );
    if (heard.length === 0)
      return notSeen('cors', { en: 'no answer to judge', fr: 'aucune réponse à juger' });
    // Proxies put no CORS header on their own error pages, so every gateway error looks like CORS to a browser.
    const gatewayError = heard.some((each) => each.gateway);
    const credentials = service.cors?.credentials === true;
    const judged = looked.map((each) => ({
      ...each,
      preflightAllowed: allows(each.preflight, each.origin, credentials),
      getAllowed: allows(each.get, each.origin, credentials),
    }));
    const refused = judged.filter(
      ({ preflightAllowed, getAllowed }) => preflightAllowed === false || getAllowed === false,
    );
    const shown = refused[0] ?? judged[0];
    const wanted = (service.cors?.headers ?? usualHeaders).map((name) => name.toLowerCase());
    const allowHeaders = shown?.preflight?.headers['access-control-allow-headers'];
    const missing =
      allowHeaders === undefined || allowHeaders.trim() === '*'
        ? []
        : wanted.filter(
            (name) =>
              !allowHeaders
                .toLowerCase()
                .split(/\s*,\s*/)
                .includes(name),
          );
    const allowed = gatewayError ? undefined : refused.length === 0 && missing.length === 0;
    const evidence: Evidence[] = [];
    if (shown?.preflight !== undefined)
      evidence.push(
        quoted(
          `OPTIONS ${service.public?.url ?? ''} Origin: ${shown.origin}`,
          quoteOf(shown.preflight),
          'preflightStatus',
          'preflightAllowed',
          'allowOrigin',
          'allowMethods',
          'allowHeaders',
          'missingHeaders',
          'credentialsAllowed',
          'allowed',
          'refusedOrigins',
          'onlySymptom',
          'gatewayError',
        ),
      );
    if (shown?.get !== undefined)
      evidence.push(
        quoted(
          `GET ${service.public?.url ?? ''} Origin: ${shown.origin}`,
          quoteOf(shown.get),
          'getStatus',
          'getAllowed',
          'allowed',
          'onlySymptom',
          'gatewayError',
        ),
      );
    return {
      probe: 'cors',
      status: allowed === true ? ('ok' as const) : ('bad' as const),
      facts: known({
        allowed,
        refusedOrigins:
          gatewayError || refused.length === 0 ? undefined : refused.map(({ origin }) => origin),
        preflightStatus: shown?.preflight?.status,
        preflightAllowed: gatewayError ? undefined : shown?.preflightAllowed,
        getStatus: shown?.get?.status,
        getAllowed: gatewayError ? undefined : shown?.getAllowed,
        allowOrigin: (shown?.preflight ?? shown?.get)?.headers['access-control-allow-origin'],
        allowMethods: shown?.preflight?.headers['access-control-allow-methods'],
        allowHeaders,
        missingHeaders: missing.length > 0 ? missing : undefined,
        credentialsAllowed:
          shown?.preflight === undefined
            ? undefined
            : shown.preflight.headers['access-control-allow-credentials'] === 'true',
        gatewayError,
        onlySymptom: gatewayError,
      }),
      evidence,
      says: gatewayError
        ? {
            en: 'browsers report CORS, but only because of the gateway error',
            fr: 'les navigateurs signalent CORS, mais seulement à cause de l’erreur de passerelle',
          }
        : allowed === true
          ? { en: 'browser pages may use it', fr: 'les pages web peuvent l’utiliser' }
          : {
              en: 'browser pages of {origins} are refused',
              fr: 'les pages web de {origins} sont refusées',
              with: { origins: refused.map(({ origin }) => origin).join(', ') || shown?.origin },
            },
    };
  },
});

type Heard = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly gateway: boolean;
};

function origins(service: Service): readonly string[] {
  return (service.cors?.origins ?? []).slice(0, mostOrigins).map((origin) => new URL(origin).origin);
}

function withHeaders(service: Service, method: string, headers: Readonly<Record<string, string>>): HttpAsk {
  const base = publicRequest(service, service.public?.resolve);
  return { ...base, method, headers: { ...base.headers, ...headers } };
}

/** Without Access-Control-Request-Method it would be no preflight, and many servers would not answer as to one. */
function preflight(service: Service, origin: string): HttpAsk {
  return withHeaders(service, 'OPTIONS', {
    Origin: origin,
    'Access-Control-Request-Method': 'POST',
    'Access-Control-Request-Headers': (service.cors?.headers ?? usualHeaders).join(',').toLowerCase(),
  });
}

function headersOf(answer: HttpAnswer | undefined): Heard | undefined {
  if (answer?.outcome !== 'answered') return undefined;
  const gateway =
    layerOf(answer).layer !== 'app' && ([502, 503, 504].includes(answer.status) || answer.status >= 520);
  return { status: answer.status, headers: answer.headers, gateway };
}

function allows(heard: Heard | undefined, origin: string, credentials: boolean): boolean | undefined {
  if (heard === undefined) return undefined;
  const allowed = heard.headers['access-control-allow-origin'];
  if (credentials && heard.headers['access-control-allow-credentials'] !== 'true') return false;
  return allowed === origin || (allowed === '*' && !credentials);
}

function quoteOf({ status, headers }: Heard): string {
  const shown = Object.entries(headers).filter(
    ([name]) => name.startsWith('access-control-') || name === 'server',
  );
  return [
    `HTTP ${status}`,
    ...(shown.length === 0
      ? ['(no Access-Control headers)']
      : shown.map(([name, value]) => `${name}: ${value}`)),
  ].join('\n');
}
