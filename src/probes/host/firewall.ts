import type { Service } from '#catalog/catalog.ts';
import { listensAt } from '#catalog/run-kind.ts';
import { defineProbe, type Seen } from '../probe.ts';
import { known, needsSudo, notSeen, quoted } from '../make-observation.ts';
import { elevate, lines, printed, shell, sudoRefused } from '../shell.ts';

/** Does the host's own packet filter drop what should come in? */
export const firewall = defineProbe({
  id: 'firewall',
  title: { en: 'Firewall', fr: 'Pare-feu' },
  scope: 'host',
  usualMs: 30,
  facts: {
    present: 'boolean',
    policyDrops: 'boolean',
    blockedPorts: 'list',
    blocks: 'boolean',
    rule: 'string',
  },
  asks: () => ({
    rules: shell(
      `PATH=$PATH:/usr/sbin:/sbin; ${elevate}
if command -v nft >/dev/null; then $s nft list ruleset 2>&1 | head -c 100000
elif command -v iptables-save >/dev/null; then $s iptables-save 2>&1 | head -c 100000
else echo resus-none; fi; echo resus-end`,
    ),
  }),
  read: ({ rules }, { service }): Seen => {
    const text = printed(rules) ?? '';
    if (sudoRefused(text) || /Operation not permitted|Permission denied|must be root/i.test(text))
      return notSeen('firewall', needsSudo('nft list ruleset'));
    if (!/^resus-end$/m.test(text))
      return notSeen('firewall', { en: 'the rules could not be read', fr: 'les règles sont illisibles' });
    const said = lines(text).filter((line) => !line.startsWith('resus-'));
    const judged = publicPorts(service).map((port) => ({ port, by: blockedBy(said, port) }));
    const blocked = judged.filter(({ by }) => by !== undefined);
    const policyDrops = said.some((line) => /hook input .*policy drop|^:INPUT DROP/.test(line));
    const shown = blocked[0]?.by ?? said.find((line) => /hook input|^:INPUT/.test(line)) ?? 'no rules';
    return {
      probe: 'firewall',
      status: blocked.length > 0 ? ('bad' as const) : ('ok' as const),
      facts: known({
        present: said.length > 0,
        policyDrops,
        blocks: blocked.length > 0,
        blockedPorts: blocked.length > 0 ? blocked.map(({ port }) => String(port)) : undefined,
        rule: blocked[0]?.by,
      }),
      evidence: [
        quoted('nft list ruleset', shown.trim(), 'blocks', 'blockedPorts', 'rule', 'policyDrops', 'present'),
      ],
      says: saysFirewall(blocked.map(({ port }) => port)),
    };
  },
});

function saysFirewall(ports: readonly number[]): Seen['says'] {
  if (ports.length === 0)
    return { en: 'the firewall lets the service through', fr: 'le pare-feu laisse passer le service' };
  return {
    en: 'the firewall blocks port {ports}',
    fr: 'le pare-feu bloque le port {ports}',
    with: { ports: ports.join(', ') },
  };
}

/**
 * The ports that must be open from outside: the public port, and the service's own when no proxy stands before it.
 */
function publicPorts(service: Service): number[] {
  const url = service.public === undefined ? undefined : new URL(service.public.url);
  const at = listensAt(service);
  const own =
    at !== undefined && 'port' in at && service.proxy === undefined && !at.address.startsWith('127.')
      ? [at.port]
      : [];
  return [
    ...new Set([
      ...(url === undefined ? [] : [Number(url.port || (url.protocol === 'https:' ? 443 : 80))]),
      ...own,
    ]),
  ];
}

/**
 * The rule that stops TCP to `port` on its way in, if one plainly does. Only unconditional rules and rules of this port
 * are judged: one that speaks of addresses, interfaces or sets may or may not apply, and is not claimed.
 */
function blockedBy(said: readonly string[], port: number): string | undefined {
  let inInput = false;
  let policy: string | undefined;
  for (const line of said) {
    if (/^\s*chain /.test(line)) inInput = false;
    if (/hook input/.test(line)) {
      inInput = true;
      if (/policy drop/.test(line)) policy = line;
      continue;
    }
    if (line.startsWith(':INPUT DROP')) policy = line;
    const iptables = line.startsWith('-A INPUT ');
    if (!inInput && !iptables) continue;
    if (!speaksOf(line, port)) {
      // An unconditional accept, jump or anything narrower that accepts may open the port: then nothing is claimed.
      if (
        policy !== undefined &&
        /\b(?:accept|ACCEPT|jump|-j (?!DROP|REJECT|LOG))/.test(line) &&
        !/established|\blo\b|icmp|dport|ct state/i.test(line)
      )
        return undefined;
      continue;
    }
    if (/\b(?:drop|reject|DROP|REJECT)\b/.test(line))
      return /\b(?:saddr|daddr|iif|iifname|ip6?) |(?: -s| -i| -d) /.test(line) ? undefined : line.trim();
    if (/\b(?:accept|ACCEPT|jump|goto|-j )\b/.test(line)) return undefined;
  }
  return policy?.trim();
}

function speaksOf(line: string, port: number): boolean {
  const list = /dport \{ ?([^}]*)\}|--dports ([\d,:]+)/.exec(line);
  const ports = (list?.[1] ?? list?.[2])?.split(/\s*,\s*/) ?? [
    /(?:dport|--dport) (\d+(?:[-:]\d+)?)\b/.exec(line)?.[1] ?? '',
  ];
  return (
    ports.some((each) => {
      const [from, to] = each.split(/[-:]/).map(Number);
      if (from === undefined || Number.isNaN(from))
        return each === (port === 80 ? 'http' : port === 443 ? 'https' : '');
      return to === undefined ? from === port : from <= port && port <= to;
    }) && !/\budp\b/.test(line)
  );
}
