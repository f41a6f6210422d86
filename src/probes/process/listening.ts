import { quote } from '#base/quote.ts';
import type { Service } from '#catalog/catalog.ts';
import { listensAt, runsAs } from '#catalog/run-kind.ts';
import { bindOf, type ListeningSocket, listeningSockets, reaches } from './listening-sockets.ts';
import { defineProbe, type Seen } from '../probe.ts';
import { runtimeOf } from '#runtimes/runtimes.ts';
import { known, notSeen, quoted } from '../make-observation.ts';
import { lines, printed, shell } from '../shell.ts';
import { listeningOnWindows } from '../windows-commands.ts';

/** Is anything listening where the service should, on which address, and is it the service itself? */
export const listening = defineProbe({
  id: 'listening',
  title: { en: 'Listening port', fr: 'Port à l’écoute' },
  scope: 'host',
  usualMs: 25,
  windows: true,
  facts: {
    port: 'number',
    socket: 'string',
    open: 'boolean',
    reachable: 'boolean',
    addresses: 'list',
    bind: 'string',
    loopbackOnly: 'boolean',
    ownerPid: 'number',
    ownerProgram: 'string',
    ownerCommand: 'string',
    ownerUnit: 'string',
    ownerIsService: 'boolean',
    queue: 'number',
    queueMax: 'number',
    queueFull: 'boolean',
    otherPorts: 'list',
    socketExists: 'boolean',
    socketMode: 'string',
  },
  asks: ({ service, host }) => {
    const at = listensAt(service);
    if (at === undefined) return undefined;
    if (host?.os === 'windows') return { sockets: shell(listeningOnWindows(runsAs(service).name)) };
    return { sockets: shell('socket' in at ? unixCommand(at.socket) : tcpCommand(service, at.port)) };
  },
  read: ({ sockets }, { service }) => {
    const at = listensAt(service);
    const text = printed(sockets);
    if (at === undefined || text === undefined) return notSeen('listening', cannotTell);
    return 'socket' in at ? readUnix(at.socket, text) : readTcp(service, at, text);
  },
});

/**
 * Root sees who owns a socket; anyone sees the socket and, with -e, the control group it belongs to. Where ss is
 * missing, netstat, and at last the kernel's own tables.
 */
function tcpCommand(service: Service, port: number): string {
  const pid = runtimeOf(service).mainPid(service);
  return [
    'o=$(if command -v ss >/dev/null; then { [ ! -O / ] && sudo -n ss -Hltnpe 2>/dev/null; } || ss -Hltnpe',
    // Busybox's netstat may not know -p, and leaves the owners out.
    'elif netstat -ltn >/dev/null 2>&1; then netstat -ltnp 2>/dev/null || netstat -ltn',
    'else cat /proc/net/tcp /proc/net/tcp6 2>/dev/null; fi | head -c 200000)',
    `printf '%s\\n' "$o"`,
    pid === '' ? ':' : `echo "main $(${pid})"`,
    // Command lines only of who holds the port: one fork each, and never more than four.
    `for p in $(printf '%s\\n' "$o" | grep -E '[:.]${port}[[:space:]]' | grep -oE 'pid=[0-9]+|[0-9]+/' | tr -dc '0-9\\n' | sort -u | head -n 4)`,
    `do printf 'owner %s %s ' "$p" "$(sed -n 's/^PPid:[[:space:]]*//p' /proc/$p/status 2>/dev/null)"`,
    `tr '\\0' ' ' </proc/$p/cmdline 2>/dev/null | head -c 300; echo`,
    'done',
  ].join('\n');
}

type Owner = { readonly pid: number; readonly parent: number; readonly command: string };

function ownersIn(text: string): Owner[] {
  return [...text.matchAll(/^owner (\d+) (\d*) (.*)$/gm)].map(([, pid, parent, command = '']) => ({
    pid: Number(pid),
    parent: Number(parent),
    command: command.trim(),
  }));
}

function readTcp(service: Service, at: { address: string; port: number }, text: string): Seen {
  const all = listeningSockets(text);
  // Something always listens on a host one can log in to; nothing at all means the tools are missing.
  if (all.length === 0) return notSeen('listening', cannotTell, [quoted('ss -Hltn', text)]);
  const ours = all.filter(({ port }) => port === at.port);
  const owners = ownersIn(text);
  const main = Number(/^main (\d+)/m.exec(text)?.[1] ?? 0);
  const isService = ownerTest(service, main, owners);
  const open = ours.length > 0;
  const bind = bindOf(ours);
  const first = ours[0];
  const owner = owners.find(({ pid }) => first?.pids.includes(pid)) ?? owners[0];
  const others = [
    ...new Set(
      all.filter((socket) => socket.port !== at.port && isService(socket) === true).map(({ port }) => port),
    ),
  ];
  const full = ours.find(
    ({ queue, queueMax }) =>
      queue !== undefined && queueMax !== undefined && queueMax > 0 && queue >= queueMax,
  );
  const reachable = open ? reaches(ours, expectedAddress(at.address)) : undefined;
  const evidence = open
    ? [
        quoted(
          'ss -Hltnpe',
          ours.map(({ line }) => line).join('\n'),
          'open',
          'addresses',
          'bind',
          'loopbackOnly',
          'reachable',
          'queue',
          'queueFull',
          'ownerPid',
          'ownerProgram',
          'ownerUnit',
          'ownerIsService',
        ),
      ]
    : [quoted('ss -Hltn', `nothing listens on port ${at.port}; there are: ${portsOf(all)}`, 'open', 'port')];
  if (owner !== undefined)
    evidence.push(quoted(`/proc/${owner.pid}/cmdline`, owner.command, 'ownerCommand', 'ownerPid'));
  if (others.length > 0)
    evidence.push(
      quoted(
        'ss -Hltnpe',
        all
          .filter(({ port }) => others.includes(port))
          .map(({ line }) => line)
          .join('\n'),
        'otherPorts',
      ),
    );
  return {
    probe: 'listening',
    status: open && reachable !== false && full === undefined ? 'ok' : 'bad',
    facts: known({
      port: at.port,
      open,
      reachable,
      addresses: ours.map(({ address, port }) =>
        address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`,
      ),
      bind,
      loopbackOnly: bind === undefined ? undefined : bind.startsWith('loopback'),
      ownerPid: first?.pids[0],
      ownerProgram: first?.program,
      ownerCommand: owner?.command,
      ownerUnit: unitOf(first?.cgroup),
      ownerIsService: first === undefined ? undefined : isService(first),
      queue: first?.queue,
      queueMax: first?.queueMax,
      queueFull: first?.queue === undefined ? undefined : full !== undefined,
      otherPorts: others.length > 0 ? others.map(String) : undefined,
    }),
    evidence,
    says: open
      ? {
          en: 'port {port} is open on {addresses}',
          fr: 'le port {port} est ouvert sur {addresses}',
          with: { port: at.port, addresses: ours.map(({ address }) => address) },
        }
      : {
          en: 'nothing listens on port {port}',
          fr: 'rien n’écoute sur le port {port}',
          with: { port: at.port },
        },
  };
}

/** Is a socket the service's own? By control group under systemd, else by process; undefined when neither is seen. */
function ownerTest(
  service: Service,
  main: number,
  owners: readonly Owner[],
): (socket: ListeningSocket) => boolean | undefined {
  const unit = runtimeOf(service).unit(service);
  return (socket) => {
    if (unit !== undefined && socket.cgroup !== undefined) return unitOf(socket.cgroup) === unitName(unit);
    if (main === 0 || socket.pids.length === 0) return undefined;
    if (socket.pids.includes(main)) return true;
    const owner = owners.find(({ pid }) => socket.pids.includes(pid));
    return owner === undefined ? undefined : owner.parent === main;
  };
}

const unitName = (name: string): string =>
  /\.\w+$/.test(name) && !name.startsWith('.') ? name : `${name}.service`;

function unitOf(cgroup: string | undefined): string | undefined {
  return cgroup?.split('/').findLast((part) => part.endsWith('.service'));
}

function expectedAddress(address: string): string {
  return address === '*' || address === '0.0.0.0' ? '127.0.0.1' : address === '::' ? '::1' : address;
}

function portsOf(all: readonly ListeningSocket[]): string {
  return [...new Set(all.map(({ port }) => port))]
    .toSorted((a, b) => a - b)
    .slice(0, 30)
    .join(', ');
}

function unixCommand(path: string): string {
  const at = quote(path);
  return `ls -ld ${at} 2>&1; if command -v ss >/dev/null; then ss -Hlxn; else cat /proc/net/unix; fi | grep -F -- ${at} | head -n 5`;
}

function readUnix(path: string, text: string): Seen {
  const listed = lines(text);
  const entry = listed.find((line) => /^[a-z-][rwxsStT-]{9}/.test(line));
  const denied = entry === undefined && /Permission denied|Permission non accordée/.test(text);
  if (denied)
    return notSeen(
      'listening',
      { en: 'may not look at {path}', fr: 'pas le droit de voir {path}', with: { path } },
      [quoted(`ls -ld ${path}`, text)],
    );
  const open = listed.some(
    (line) => line !== entry && line.includes(path) && (/\bLISTEN\b/.test(line) || / 00010000 /.test(line)),
  );
  const [mode, , owner, group] = entry?.split(/\s+/) ?? [];
  return {
    probe: 'listening',
    status: open ? 'ok' : 'bad',
    facts: known({
      socket: path,
      open,
      socketExists: entry !== undefined,
      socketMode: mode === undefined ? undefined : `${mode} ${owner}:${group}`,
    }),
    evidence: [
      quoted(`ls -ld ${path}; ss -Hlxn`, text || `nothing at ${path}`, 'open', 'socketExists', 'socketMode'),
    ],
    says: open
      ? { en: '{path} is open', fr: '{path} est ouvert', with: { path } }
      : { en: 'nothing listens on {path}', fr: 'rien n’écoute sur {path}', with: { path } },
  };
}

const cannotTell = {
  en: 'cannot tell which ports are open',
  fr: 'impossible de savoir quels ports sont ouverts',
};
