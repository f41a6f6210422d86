import { allNamed, type Directive } from './nginx-config.ts';

export type Wanted = { readonly host: string; readonly port: number; readonly path: string };
export type ServerMatch = 'exact' | 'wildcard' | 'regex' | 'default';
export type NginxRoute = {
  readonly server: Directive;
  readonly match: ServerMatch;
  readonly location?: Directive;
  /** The location's own answer when it does not pass the request on: `return 503`, a directory. */
  readonly returns?: string;
  readonly pass?: Directive;
  readonly upstreams: readonly Upstream[];
};
export type Upstream = {
  readonly scheme: string;
  readonly raw: string;
  readonly host?: string;
  readonly port?: number;
  readonly socket?: string;
};

/** Finds the server and location that answer this request, and where they pass it on: nginx's own order of choice. */
export function findRoute(directives: readonly Directive[], wanted: Wanted): NginxRoute | undefined {
  const servers = allNamed(directives, 'server').filter(({ block }) => block !== undefined);
  const onPort = servers.filter((server) => listens(server).some(({ port }) => port === wanted.port));
  // Behind something that ends TLS or shifts ports, the public port says nothing.
  const chosen =
    chooseServer(onPort, wanted) ?? (onPort.length === 0 ? chooseServer(servers, wanted) : undefined);
  if (chosen === undefined) return undefined;
  const { server, match } = chosen;
  const block = server.block ?? [];
  const location = chooseLocation(block, wanted.path);
  const inside = location?.block ?? block;
  const pass = passOf(inside) ?? passOf(namedFallback(block, inside));
  const returned =
    inside.find(({ name }) => name === 'return') ?? block.find(({ name }) => name === 'return');
  const stops = returned !== undefined && (pass === undefined || !inside.includes(returned));
  return {
    server,
    match,
    ...(location === undefined ? {} : { location }),
    ...(returned === undefined || (!stops && pass !== undefined)
      ? {}
      : { returns: returned.words.join(' ') }),
    ...(pass === undefined ? {} : { pass }),
    upstreams: pass === undefined ? [] : upstreamsOf(directives, [...block, ...inside], pass),
  };
}

function listens(server: Directive): { port: number; isDefault: boolean }[] {
  const found = (server.block ?? []).filter(({ name }) => name === 'listen');
  if (found.length === 0) return [{ port: 80, isDefault: false }];
  return found.map(({ words }) => ({
    port: Number(/(?:^|:)(\d+)$/.exec(words[0] ?? '')?.[1] ?? 80),
    isDefault: words.includes('default_server') || words.includes('default'),
  }));
}

function chooseServer(
  servers: readonly Directive[],
  { host, port }: Wanted,
): { server: Directive; match: ServerMatch } | undefined {
  const named = servers.flatMap((server) =>
    (server.block ?? [])
      .filter(({ name }) => name === 'server_name')
      .flatMap(({ words }) => words.map((word) => ({ server, word: word.toLowerCase() }))),
  );
  const exact = named.find(({ word }) => word === host || word === `.${host}`);
  if (exact !== undefined) return { server: exact.server, match: 'exact' };
  const wildcard = named
    .filter(({ word }) => wildcardMatches(word, host))
    // A leading star beats a trailing one, then the longest wins.
    .toSorted(
      (a, b) => Number(a.word.endsWith('*')) - Number(b.word.endsWith('*')) || b.word.length - a.word.length,
    )[0];
  if (wildcard !== undefined) return { server: wildcard.server, match: 'wildcard' };
  const regex = named.find(({ word }) => word.startsWith('~') && regexMatches(word.slice(1), host, 'i'));
  if (regex !== undefined) return { server: regex.server, match: 'regex' };
  const fallback =
    servers.find((server) => listens(server).some((each) => each.isDefault && each.port === port)) ??
    servers[0];
  return fallback === undefined ? undefined : { server: fallback, match: 'default' };
}

function wildcardMatches(word: string, host: string): boolean {
  if (word.startsWith('*.')) return host.endsWith(word.slice(1));
  if (word.startsWith('.')) return host.endsWith(word);
  return word.endsWith('.*') && host.startsWith(word.slice(0, -1));
}

/** nginx's patterns are PCRE; those JavaScript does not know are taken as not matching. */
function regexMatches(pattern: string, text: string, flags = ''): boolean {
  try {
    return new RegExp(pattern, flags).test(text);
  } catch {
    return false;
  }
}

function chooseLocation(block: readonly Directive[], path: string): Directive | undefined {
  const plain = path.split('?')[0] ?? path;
  const locations = block.filter(({ name }) => name === 'location');
  const exact = locations.find(({ words }) => words[0] === '=' && words[1] === plain);
  if (exact !== undefined) return exact;
  const prefix = locations
    .filter((each) => plain.startsWith(prefixOf(each) ?? '\0'))
    .toSorted((a, b) => (prefixOf(b) ?? '').length - (prefixOf(a) ?? '').length)[0];
  if (prefix?.words[0] !== '^~') {
    const regex = locations.find(
      ({ words }) =>
        (words[0] === '~' || words[0] === '~*') &&
        regexMatches(words[1] ?? '', plain, words[0] === '~*' ? 'i' : ''),
    );
    if (regex !== undefined) return regex;
  }
  const nested = prefix?.block === undefined ? undefined : chooseLocation(prefix.block, plain);
  return nested ?? prefix;
}

/** The text that a path must begin with; undefined for exact, regular and named locations. */
function prefixOf({ words }: Directive): string | undefined {
  if (words[0] === '^~') return words[1];
  return words.length === 1 && !/^[@=~]/.test(words[0] ?? '@') ? words[0] : undefined;
}

const passes = ['proxy_pass', 'uwsgi_pass', 'fastcgi_pass', 'grpc_pass', 'scgi_pass'];

function passOf(block: readonly Directive[]): Directive | undefined {
  for (const each of block) {
    if (passes.includes(each.name)) return each;
    if (each.block !== undefined && each.name !== 'location') {
      const inner = passOf(each.block);
      if (inner !== undefined) return inner;
    }
  }
  return undefined;
}

/** `try_files $uri @app`: what is no file goes on to the named location. */
function namedFallback(server: readonly Directive[], inside: readonly Directive[]): readonly Directive[] {
  const fallback = [...inside, ...server].find(({ name }) => name === 'try_files')?.words.at(-1);
  if (fallback === undefined || !fallback.startsWith('@')) return [];
  return server.find(({ name, words }) => name === 'location' && words[0] === fallback)?.block ?? [];
}

function upstreamsOf(all: readonly Directive[], scope: readonly Directive[], pass: Directive): Upstream[] {
  let target = pass.words[0] ?? '';
  for (const { words } of allNamed(scope, 'set').toReversed()) {
    const variable = words[0]?.slice(1) ?? '';
    target = target.replaceAll(
      new RegExp(`\\$(?:\\{${variable}\\}|${variable}(?!\\w))`, 'g'),
      words[1] ?? '',
    );
  }
  const scheme = /^(\w+):\/\//.exec(target)?.[1] ?? pass.name.replace('_pass', '').replace('proxy', 'http');
  const rest = target.replace(/^\w+:\/\//, '');
  const name = rest.split(/[/$?]/)[0] ?? '';
  const group = allNamed(all, 'upstream').find(({ words }) => words[0] === name);
  if (group === undefined) return [upstream(scheme, target, rest)];
  return (group.block ?? [])
    .filter(
      (each) => each.name === 'server' && !each.words.includes('down') && !each.words.includes('backup'),
    )
    .map((each) =>
      upstream(scheme, `${scheme}://${each.words[0] ?? ''} (upstream ${name})`, each.words[0] ?? ''),
    );
}

function upstream(scheme: string, raw: string, rest: string): Upstream {
  if (rest.startsWith('unix:')) {
    const socket = /^unix:([^:]+)/.exec(rest)?.[1];
    return { scheme, raw, ...(socket === undefined ? {} : { socket }) };
  }
  const [, host = '', port] = /^(\[[^\]]+\]|[^:/?]*)(?::(\d+))?/.exec(rest) ?? [];
  if (host === '' || host.includes('$')) return { scheme, raw };
  return {
    scheme,
    raw,
    host: host.replaceAll(/[[\]]/g, ''),
    port: Number(port ?? (scheme === 'https' || scheme === 'grpcs' ? 443 : 80)),
  };
}
