import type { Upstream } from './nginx-route.ts';

/** The line that passes requests on, and where to; without `upstream` the site is there but passes nothing on. */
export type SiteRoute = { readonly line: string; readonly upstream?: Upstream };

/** The first ProxyPass of the virtual host that fits the path, as Apache itself takes the first. */
export function readApacheSite(text: string, host: string, path: string): SiteRoute | undefined {
  const plain = text.replaceAll(/^\s*#.*$/gm, '');
  const blocks = [...plain.matchAll(/<VirtualHost[^>]*>([\s\S]*?)<\/VirtualHost>/gi)].map(
    ([, block = '']) => block,
  );
  const named = blocks.find((block) =>
    new RegExp(`^\\s*Server(?:Name|Alias)\\b.*(?:\\s|//)${escaped(host)}(?::\\d+)?(?:\\s|$)`, 'im').test(
      block,
    ),
  );
  const block = named ?? blocks[0] ?? (plain.includes('ProxyPass') ? plain : undefined);
  if (block === undefined) return undefined;
  const rules = [...block.matchAll(/^\s*ProxyPass\s+"?(\/[^\s"]*)"?\s+"?([^\s"]+)"?/gim)].map(
    ([line, from = '', to = '']) => ({ line: line.trim(), from, to }),
  );
  const rewrites = [
    ...block.matchAll(/^\s*RewriteRule\s+\S+\s+"?((?:https?|unix|balancer):[^\s"]+)"?\s+\[[^\]]*\bP\b/gim),
  ].map(([line, to = '']) => ({ line: line.trim(), from: '/', to }));
  const rule = [...rules, ...rewrites].find(({ from }) => path.startsWith(from));
  if (rule === undefined || rule.to === '!') return { line: rule?.line ?? 'no ProxyPass for this path' };
  const balancer = /^balancer:\/\/([^/]+)/.exec(rule.to)?.[1];
  if (balancer === undefined) return { line: rule.line, upstream: apacheUpstream(rule.to) };
  const member = new RegExp(
    `<Proxy\\s+"?balancer://${escaped(balancer)}/?"?>[\\s\\S]*?BalancerMember\\s+"?([^\\s"]+)`,
    'i',
  ).exec(plain)?.[1];
  return member === undefined
    ? { line: rule.line }
    : { line: `${rule.line}\nBalancerMember ${member}`, upstream: apacheUpstream(member) };
}

function apacheUpstream(to: string): Upstream {
  const socket = /^unix:([^|]+)\|/.exec(to)?.[1];
  if (socket !== undefined) return { scheme: 'http', raw: to, socket };
  return address(to, to);
}

/** The first reverse_proxy of the site block that names the host. */
export function readCaddySite(text: string, host: string): SiteRoute | undefined {
  const plain = text.replaceAll(/^\s*#.*$/gm, '');
  const start =
    new RegExp(`^(?:[^\\s{][^{]*[\\s,/])?${escaped(host)}(?::\\d+)?(?:[\\s,][^{]*)?\\{`, 'm').exec(plain) ??
    /^(?::\d+|http:\/\/|\*)[^{]*\{/m.exec(plain);
  if (start === null) return undefined;
  const block = blockAt(plain, start.index + start[0].length);
  const line = /^\s*(?:reverse_proxy|php_fastcgi)\b.*$/m.exec(block)?.[0].trim();
  if (line === undefined) return { line: 'no reverse_proxy for this host' };
  const to =
    line
      .split(/\s+/)
      .slice(1)
      .find((word) => !/^[/@*{]/.test(word)) ?? /^\s*to\s+(\S+)/m.exec(block)?.[1];
  if (to === undefined) return { line };
  const socket = /^unix\/+(\/.*)$/.exec(to)?.[1];
  if (socket !== undefined) return { line, upstream: { scheme: 'http', raw: to, socket } };
  return { line, upstream: address(to.startsWith(':') ? `localhost${to}` : to, to) };
}

function blockAt(text: string, from: number): string {
  let depth = 1;
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '{') depth += 1;
    if (text[at] === '}') depth -= 1;
    if (depth === 0) return text.slice(from, at);
  }
  return text.slice(from);
}

function address(to: string, raw: string): Upstream {
  const scheme = /^(\w+):\/\//.exec(to)?.[1] ?? 'http';
  const [, host = '', port] = /^(?:\w+:\/\/)?(\[[^\]]+\]|[^:/]+)(?::(\d+))?/.exec(to) ?? [];
  if (host === '' || /[{$]/.test(host)) return { scheme, raw };
  return {
    scheme,
    raw,
    host: host.replaceAll(/[[\]]/g, ''),
    port: Number(port ?? (scheme === 'https' ? 443 : 80)),
  };
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
