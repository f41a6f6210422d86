/** The author of an HTTP answer: something in front of the service, or the service itself. */
export type Layer =
  | 'cloudflare'
  | 'aws'
  | 'traefik'
  | 'caprover'
  | 'nginx'
  | 'caddy'
  | 'apache'
  | 'haproxy'
  | 'varnish'
  | 'envoy'
  | 'app'
  | 'unclear';

/** The fault behind that layer, as it reports it. `none`: no fault, or the answer is the service's own. */
export type LayerSays =
  | 'none'
  | 'upstream_failed'
  | 'upstream_timeout'
  | 'no_backend'
  | 'no_route'
  | 'limited'
  | 'origin_error'
  | 'edge_error'
  | 'origin_bad_answer'
  | 'origin_refused'
  | 'origin_timeout'
  | 'origin_unreachable'
  | 'origin_slow'
  | 'origin_tls'
  | 'origin_dns';

export type Answered = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};
export type LayerFound = { readonly layer: Layer; readonly says: LayerSays; readonly because: string };

const cloudflareCodes: Readonly<Record<number, LayerSays>> = {
  520: 'origin_bad_answer',
  521: 'origin_refused',
  522: 'origin_timeout',
  523: 'origin_unreachable',
  524: 'origin_slow',
  525: 'origin_tls',
  526: 'origin_tls',
  530: 'origin_dns',
};

/** Each rule knows one layer; the first that recognises the answer wins. The order matters: a CDN hides all others. */
const rules: readonly ((answer: Answered) => LayerFound | undefined)[] = [
  cloudflare,
  traefik,
  caprover,
  aws,
  nginx,
  caddy,
  apache,
  othersByBody,
];

export function layerOf(answer: Answered): LayerFound {
  for (const rule of rules) {
    const found = rule(answer);
    if (found !== undefined) return found;
  }
  const server = answer.headers['server'] ?? '';
  const by = answer.headers['x-powered-by'];
  const gateway = [502, 503, 504].includes(answer.status);
  if (
    !gateway ||
    /uvicorn|gunicorn|werkzeug|wsgi|daphne|hypercorn|puma|kestrel|jetty|tomcat/i.test(server) ||
    by !== undefined ||
    json(answer)
  )
    return {
      layer: 'app',
      says: 'none',
      because: by === undefined ? `server: ${server || '(none)'}` : `x-powered-by: ${by}`,
    };
  return { layer: 'unclear', says: bySource(answer.status), because: `server: ${server || '(none)'}` };
}

function json({ headers, body }: Answered): boolean {
  return /json/.test(headers['content-type'] ?? '') && /^\s*[{[]/.test(body);
}

function bySource(status: number): LayerSays {
  return status === 504
    ? 'upstream_timeout'
    : status === 503
      ? 'no_backend'
      : status === 502
        ? 'upstream_failed'
        : 'none';
}

function cloudflare({ status, headers, body }: Answered): LayerFound | undefined {
  if (headers['cf-ray'] === undefined) return undefined;
  const because = `cf-ray: ${headers['cf-ray']}`;
  const says = cloudflareCodes[status];
  if (says !== undefined) return { layer: 'cloudflare', says, because };
  const branded = /cf-wrapper|cf-error-details|^error code: \d{3}\s*$/.test(body);
  if (status === 502 || status === 504) {
    // Its own error pages carry no branding: then the edge itself is at fault.
    return {
      layer: 'cloudflare',
      says: branded
        ? 'origin_error'
        : /<center>cloudflare<\/center>/.test(body)
          ? 'edge_error'
          : 'origin_error',
      because,
    };
  }
  return status >= 500 && branded ? { layer: 'cloudflare', says: 'edge_error', because } : undefined;
}

function traefik({ status, headers, body }: Answered): LayerFound | undefined {
  if (headers['server'] !== undefined) return undefined;
  const text = body.trim();
  const found = (says: LayerSays): LayerFound => ({
    layer: 'traefik',
    says,
    because: `no Server header, body "${text}"`,
  });
  if (status === 502 && text === 'Bad Gateway') return found('upstream_failed');
  if (status === 504 && text === 'Gateway Timeout') return found('upstream_timeout');
  if (status === 503 && text === 'no available server') return found('no_backend');
  return status === 404 && text === '404 page not found' && headers['x-content-type-options'] === 'nosniff'
    ? found('no_route')
    : undefined;
}

function caprover({ status, body }: Answered): LayerFound | undefined {
  if (/NGINX 502 Error :\//.test(body) || (status === 502 && /Powered by CapRover/.test(body)))
    return { layer: 'caprover', says: 'upstream_failed', because: 'NGINX 502 Error :/' };
  if (/Nothing here yet :\//.test(body))
    return { layer: 'caprover', says: 'no_route', because: 'Nothing here yet :/' };
  if (status >= 500 && /An Error Occurred :\//.test(body))
    return { layer: 'caprover', says: 'upstream_failed', because: 'An Error Occurred :/' };
  return undefined;
}

function aws({ status, headers }: Answered): LayerFound | undefined {
  const server = headers['server'] ?? '';
  return server.startsWith('awselb') && [502, 503, 504].includes(status)
    ? { layer: 'aws', says: bySource(status), because: `server: ${server}` }
    : undefined;
}

function nginx({ status, body }: Answered): LayerFound | undefined {
  const centre = /<hr><center>((?:nginx|openresty)[^<]*)<\/center>/.exec(body);
  if (centre === null) return undefined;
  const because = `${/<title>([^<]*)/.exec(body)?.[1] ?? status} · ${centre[1]}`;
  if (status === 503) return { layer: 'nginx', says: 'limited', because };
  return { layer: 'nginx', says: status === 502 || status === 504 ? bySource(status) : 'none', because };
}

function caddy({ status, headers, body }: Answered): LayerFound | undefined {
  if (!/^caddy/i.test(headers['server'] ?? '') || body !== '' || ![502, 503, 504].includes(status))
    return undefined;
  return {
    layer: 'caddy',
    says: status === 503 ? 'no_route' : bySource(status),
    because: 'server: Caddy, empty body',
  };
}

function apache({ status, headers, body }: Answered): LayerFound | undefined {
  if (!/^apache/i.test(headers['server'] ?? '') && !/<address>Apache/.test(body)) return undefined;
  if (status === 502 && /Proxy Error/.test(body))
    return {
      layer: 'apache',
      says: 'upstream_failed',
      because: /Reason: [^<]*/.exec(body)?.[0] ?? '502 Proxy Error',
    };
  if (status === 503 && /maintenance downtime or capacity problems/.test(body))
    return { layer: 'apache', says: 'upstream_failed', because: '503 Service Unavailable of Apache' };
  return status === 504 ? { layer: 'apache', says: 'upstream_timeout', because: '504 of Apache' } : undefined;
}

function othersByBody({ status, headers, body }: Answered): LayerFound | undefined {
  if (![502, 503, 504].includes(status)) return undefined;
  if (
    /<h1>50[234] [^<]+<\/h1>\s*(?:No server is available|The server (?:returned|didn't respond))/i.test(body)
  )
    return { layer: 'haproxy', says: bySource(status), because: 'the error page of HAProxy' };
  if (/^(?:upstream connect error|no healthy upstream|upstream request timeout)/.test(body))
    return { layer: 'envoy', says: bySource(status), because: body.slice(0, 80) };
  if (headers['x-varnish'] !== undefined && /Varnish cache server|Guru Meditation/.test(body))
    return { layer: 'varnish', says: bySource(status), because: 'the error page of Varnish' };
  return undefined;
}
