/** One TCP socket that waits for connections, whichever tool named it. */
export type ListeningSocket = {
  readonly address: string;
  readonly port: number;
  /** Connections that wait to be accepted, and how many may; absent where the tool cannot tell. */
  readonly queue?: number;
  readonly queueMax?: number;
  readonly pids: readonly number[];
  readonly program?: string;
  /** The control group that opened it: tells the systemd unit, even to a login that may not see processes. */
  readonly cgroup?: string;
  readonly line: string;
};

/** Understands `ss -Hltn[p][e]`, `netstat -ltn[p]` and /proc/net/tcp{,6}, line by line. */
export function listeningSockets(text: string): ListeningSocket[] {
  return text.split('\n').flatMap((line) => fromSs(line) ?? fromNetstat(line) ?? fromProc(line) ?? []);
}

function fromSs(line: string): ListeningSocket | undefined {
  const match = /^LISTEN\s+(\d+)\s+(\d+)\s+(\S+):(\d+)\s+\S+(.*)$/.exec(line);
  if (match === null) return undefined;
  const [, queue = '', queueMax = '', address = '', port = '', rest = ''] = match;
  const program = /users:\(\("([^"]+)"/.exec(rest)?.[1];
  const cgroup = /\bcgroup:(\S+)/.exec(rest)?.[1];
  return {
    address: bareAddress(address),
    port: Number(port),
    queue: Number(queue),
    queueMax: Number(queueMax),
    pids: [...new Set([...rest.matchAll(/pid=(\d+)/g)].map((found) => Number(found[1])))],
    ...(program === undefined ? {} : { program }),
    ...(cgroup === undefined ? {} : { cgroup }),
    line: line.trim(),
  };
}

function fromNetstat(line: string): ListeningSocket | undefined {
  const match = /^tcp6?\s+\d+\s+\d+\s+(\S+):(\d+)\s+\S+\s+LISTEN\s*(?:(\d+)\/(\S+))?/.exec(line);
  if (match === null) return undefined;
  const [, address = '', port = '', pid, program] = match;
  return {
    address: bareAddress(address),
    port: Number(port),
    pids: pid === undefined ? [] : [Number(pid)],
    ...(program === undefined ? {} : { program }),
    line: line.trim(),
  };
}

function fromProc(line: string): ListeningSocket | undefined {
  const match = /^\s*\d+: ([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4}) \S+ 0A /.exec(line);
  if (match === null) return undefined;
  const [, address = '', port = ''] = match;
  return { address: hexAddress(address), port: Number.parseInt(port, 16), pids: [], line: line.trim() };
}

/** `[::]` and `*` are written as `::` and `*`; a scope such as `%eth0` says where, not which address. */
function bareAddress(address: string): string {
  return address.replaceAll(/[[\]]|%\w+/g, '') || '*';
}

/** The kernel prints each 32-bit word in the byte order of the machine: little-endian wherever we run. */
function hexAddress(hex: string): string {
  const words = hex.match(/.{8}/g) ?? [];
  const bytes = words.flatMap((word) =>
    (word.match(/../g) ?? []).toReversed().map((byte) => Number.parseInt(byte, 16)),
  );
  if (bytes.length === 4) return bytes.join('.');
  if (bytes.every((byte) => byte === 0)) return '::';
  if (bytes.slice(0, 15).every((byte) => byte === 0) && bytes[15] === 1) return '::1';
  if (bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255) return bytes.slice(12).join('.');
  return Array.from({ length: 8 }, (_, at) =>
    (((bytes[at * 2] ?? 0) << 8) | (bytes[at * 2 + 1] ?? 0)).toString(16),
  ).join(':');
}

export type Bind = 'any' | 'any4' | 'any6' | 'loopback4' | 'loopback6' | 'loopback' | 'lan';

/**
 * The reach of these sockets of one port, taken together. Linux serves IPv4 on `::` too unless told otherwise.
 */
export function bindOf(sockets: readonly ListeningSocket[]): Bind | undefined {
  const has = (test: (address: string) => boolean): boolean => sockets.some(({ address }) => test(address));
  if (sockets.length === 0) return undefined;
  if (has((address) => address === '*') || (has((a) => a === '::') && has((a) => a === '0.0.0.0')))
    return 'any';
  if (has((address) => address === '0.0.0.0')) return 'any4';
  if (sockets.some(({ address, line }) => address === '::' && /v6only:1/.test(line))) return 'any6';
  if (has((address) => address === '::')) return 'any';
  if (!sockets.every(({ address }) => address.startsWith('127.') || address === '::1')) return 'lan';
  const four = has((address) => address.startsWith('127.'));
  return four && has((address) => address === '::1') ? 'loopback' : four ? 'loopback4' : 'loopback6';
}

/** Would a connection to `address` reach one of these sockets? `localhost` may mean either loopback. */
export function reaches(sockets: readonly ListeningSocket[], address: string): boolean {
  return sockets.some((socket) => {
    if (socket.address === '*' || socket.address === address) return true;
    const six = address.includes(':');
    if (socket.address === '0.0.0.0') return !six;
    if (socket.address === '::') return six || !/v6only:1/.test(socket.line);
    if (address === 'localhost') return socket.address === '127.0.0.1' || socket.address === '::1';
    return false;
  });
}
