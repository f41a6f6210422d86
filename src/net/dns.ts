import { lookup, Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { DnsAnswer, DnsAsk } from '#catalog/ask.ts';
import { brokenOff, plainHost, since } from './failure.ts';

/**
 * Resolves a name. It asks DNS first, since its codes tell "no such name" from "the server failed"; when DNS knows
 * nothing, the machine's own lookup decides, for names in /etc/hosts and the like.
 */
export async function dns(ask: DnsAsk, signal: AbortSignal): Promise<DnsAnswer> {
  const startedAt = performance.now();
  const name = plainHost(ask.name);
  if (isIP(name) !== 0) return { outcome: 'answered', addresses: [name], tookMs: 0 };

  const resolver = new Resolver({ timeout: Math.max(250, Math.floor(ask.timeoutMs / 2)), tries: 2 });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'ETIMEOUT'>((resolve) => {
    timer = setTimeout(() => resolve('ETIMEOUT'), ask.timeoutMs);
    signal.addEventListener('abort', () => resolve('ETIMEOUT'), { once: true });
  });
  try {
    const found = await Promise.race([resolve(resolver, name), late]);
    if (signal.aborted) return brokenOff(signal, startedAt);
    if (typeof found === 'string') return { outcome: 'failed', code: found, tookMs: since(startedAt) };
    return { outcome: 'answered', addresses: found, tookMs: since(startedAt) };
  } finally {
    clearTimeout(timer);
    resolver.cancel();
  }
}

async function resolve(resolver: Resolver, name: string): Promise<string[] | string> {
  const asked = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
  const addresses = asked.flatMap((each) => (each.status === 'fulfilled' ? each.value : []));
  if (addresses.length > 0) return addresses;
  const known = await lookup(name, { all: true }).catch(() => []);
  if (known.length > 0) return known.map((each) => each.address);
  const codes = asked.flatMap((each) => (each.status === 'rejected' ? [codeOf(each.reason)] : []));
  // "no address of this kind" is the weakest: ENOTFOUND, ESERVFAIL and ETIMEOUT say more
  return codes.find((code) => code !== 'ENODATA') ?? 'ENODATA';
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'EUNKNOWN';
}
