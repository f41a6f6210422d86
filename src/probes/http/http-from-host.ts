import { quote } from '#base/quote.ts';
import type { HttpFailure } from '#catalog/ask.ts';

export type HostRequest = {
  readonly method: string;
  /** The target of curl; `socket` is a unix socket's path when the service has one. */
  readonly url: string;
  readonly socket?: string;
  /** `HOST:PORT:ADDRESS` as for curl --resolve; certificates are then not checked: another probe does. */
  readonly resolve?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeoutMs: number;
};

export type HostResponse =
  | {
      readonly outcome: 'answered';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
      readonly latencyMs: number;
      readonly complete: boolean;
    }
  | { readonly outcome: HttpFailure; readonly error: string };

const bodyLimit = 65_536;

/**
 * One HTTP request from the host itself. curl tells refused, hung, reset and empty apart; without it python3, then
 * bash or busybox, whose answers are brought into the same shape. 127 when there is none of them.
 */
export function requestCommand(request: HostRequest): string {
  const seconds = Math.max(1, Math.ceil(request.timeoutMs / 1000));
  const headers = Object.entries(request.headers).map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`);
  const curl = [
    // -q and --noproxy: neither the login's .curlrc nor a proxy variable may bend the answer.
    `curl -q -sS -i --noproxy '*' --path-as-is --max-time ${seconds} --connect-timeout ${Math.min(2, seconds)}`,
    `-X ${request.method}`,
    ...headers,
    ...(request.body === undefined ? [] : [`--data-raw ${quote(request.body)}`]),
    ...(request.socket === undefined ? [] : [`--unix-socket ${quote(request.socket)}`]),
    ...(request.resolve === undefined ? [] : ['-k', `--resolve ${quote(request.resolve)}`]),
    `-w '%{stderr}\\nresus-http %{http_code} %{time_starttransfer}\\n'`,
    quote(request.url),
  ].join(' ');
  const python = `python3 -c ${quote(pythonClient)} ${[request.method, request.url, request.socket ?? '', request.resolve?.split(':').slice(2).join(':') ?? '', String(seconds), request.body ?? '', ...Object.entries(request.headers).flat()].map(quote).join(' ')}`;
  return [
    `{ if command -v curl >/dev/null; then { ${curl}; echo "resus-exit $?" >&2; } 2>&3 | head -c ${bodyLimit}`,
    `elif command -v python3 >/dev/null; then ${python} 2>&3 | head -c ${bodyLimit}`,
    `else ${plainClient(request, seconds)}; fi; } 3>&1`,
  ].join('\n');
}

/** Says what curl would say. Only the standard library, any Python 3. */
const pythonClient = `import http.client,socket,ssl,sys,time
m,u,unix,to,sec,body=sys.argv[1:7]
h=dict(zip(sys.argv[7::2],sys.argv[8::2]))
s,_,r=u.partition('://'); hp,sl,p=r.partition('/'); p=sl+p
t=time.time(); code=0; n=7; e=''
try:
 tls=s=='https'; c=http.client.HTTPConnection(hp,timeout=float(sec))
 if unix: k=socket.socket(socket.AF_UNIX); k.settimeout(float(sec)); k.connect(unix)
 else: k=socket.create_connection(((to or c.host).strip('[]'),c.port if ':' in hp.split(']')[-1] else (443 if tls else 80)),float(sec))
 if tls: x=ssl.create_default_context(); x.check_hostname=False; x.verify_mode=ssl.CERT_NONE; k=x.wrap_socket(k,server_hostname=c.host)
 c.sock=k; n=56; c.request(m,p,body or None,h); a=c.getresponse(); code=a.status; first=time.time()-t
 sys.stdout.write('HTTP/1.1 %d %s\\r\\n'%(a.status,a.reason)+''.join('%s: %s\\r\\n'%i for i in a.getheaders())+'\\r\\n'); sys.stdout.flush()
 sys.stdout.buffer.write(a.read(16384)); sys.stdout.flush(); n=0
except socket.timeout as x: n=28; e=str(x)
except http.client.RemoteDisconnected as x: n=52; e=str(x)
except http.client.BadStatusLine as x: n=1; e=str(x)
except ssl.SSLError as x: n=35; e=str(x)
except socket.gaierror as x: n=6; e=str(x)
except Exception as x: e=str(x)
sys.stderr.write('curl: (%d) %s\\n'%(n,e) if n else ''); sys.stderr.write('\\nresus-http %03d %f\\nresus-exit %d\\n'%(code,code and first or 0,n))
`;

/** bash alone tells refused from hung, and so does nc; wget tells at least the status. All only speak plain HTTP. */
function plainClient(request: HostRequest, seconds: number): string {
  const { host, hostname, port, pathname, search } = new URL(request.url);
  const head = [
    `${request.method} ${pathname}${search} HTTP/1.0`,
    ...Object.entries({ Host: host, ...request.headers }).map(([name, value]) => `${name}: ${value}`),
    ...(request.body === undefined
      ? []
      : [`Content-Length: ${new TextEncoder().encode(request.body).length}`]),
    'Connection: close',
    '',
    request.body ?? '',
  ].join('\r\n');
  const address = hostname.replaceAll(/[[\]]/g, '');
  const script = `exec 4<>/dev/tcp/${address}/${port || '80'} || exit 7; printf %s "$1" >&4; head -c ${bodyLimit} <&4`;
  const netcat = `printf %s ${quote(head)} | timeout ${seconds} nc -w ${seconds} ${quote(address)} ${port || '80'} 2>&1 | head -c ${bodyLimit}; echo; echo "resus-nc 1"`;
  const wget = `wget -q -S -O - -T ${seconds} ${quote(request.url)} 2>&1; echo "resus-wget $?"`;
  if (request.socket !== undefined || request.url.startsWith('https:')) return 'exit 127';
  return `if command -v bash >/dev/null; then timeout ${seconds} bash -c ${quote(script)} _ ${quote(head)}; printf '\\nresus-exit %s\\n' $?; elif command -v nc >/dev/null; then ${netcat}; elif command -v wget >/dev/null; then ${wget}; else exit 127; fi`;
}

const failures: Readonly<Record<number, HttpFailure>> = {
  1: 'protocol',
  6: 'dns',
  7: 'refused',
  28: 'timed_out',
  35: 'tls',
  52: 'empty_reply',
  55: 'reset',
  56: 'reset',
  60: 'certificate',
  124: 'timed_out',
  // bash writes into a connection that was closed at once.
  141: 'empty_reply',
};

/** Undefined: the host has nothing to ask with, or nothing of the answer arrived. */
export function readResponse(text: string): HostResponse | undefined {
  const exit = /^resus-exit (\d+)$/m.exec(text)?.[1];
  const told = /resus-http (\d{3}) ([\d.,]+)/.exec(text);
  // Programs that only hint at what happened: their words count, and without words nothing is known.
  const wget = /^resus-(?:wget|nc) (\d+)$/m.exec(text)?.[1];
  const rest = text.replaceAll(/^(?:resus-\w+ .*|curl: \(\d+\).*)\n?/gm, '');
  const status = Number(told?.[1] ?? /^\s*HTTP\/[\d.]+ (\d{3})/m.exec(rest)?.[1] ?? 0);
  if (exit === undefined && wget === undefined && status === 0) return undefined;
  if (
    status === 0 &&
    exit === undefined &&
    /Segmentation fault|invalid option|unrecognized option|Usage:/.test(rest)
  )
    return undefined;
  const error = /^curl: \(\d+\) (.*)$/m.exec(text)?.[1] ?? rest.trim().slice(0, 200);
  if (status > 0) {
    const { headers, body } = split(rest);
    const latencyMs = Math.round(Number((told?.[2] ?? '0').replace(',', '.')) * 1000);
    return {
      outcome: 'answered',
      status,
      headers,
      body,
      latencyMs,
      complete: exit === undefined || ['0', '23'].includes(exit),
    };
  }
  if (/No route to host|Network is unreachable/i.test(text)) return { outcome: 'unreachable', error };
  if (/reset by peer/i.test(text)) return { outcome: 'reset', error };
  if (exit === '0' || wget === '0') return { outcome: 'empty_reply', error };
  if (exit === undefined && rest.trim() === '') return undefined;
  return { outcome: /refused/i.test(text) ? 'refused' : (failures[Number(exit ?? 0)] ?? 'other'), error };
}

function split(text: string): { headers: Record<string, string>; body: string } {
  // Whatever a login prints stands before the answer; a "100 Continue" too.
  const start = text.search(/^HTTP\/[\d.]+ (?!1\d\d)\d{3}/m);
  const from = start < 0 ? text.trimStart() : text.slice(start);
  const end = from.indexOf('\n\n');
  const head = end < 0 ? from : from.slice(0, end);
  const headers: Record<string, string> = {};
  for (const [, name = '', value = ''] of head.matchAll(/^\s*([\w-]+):[ \t]*(.*)$/gm))
    headers[name.toLowerCase()] = value;
  return { headers, body: end < 0 ? '' : from.slice(end + 2) };
}
