import { z } from 'zod';
import { quote } from '#base/quote.ts';
import { stepHelperPath } from '#base/sudoers.ts';
import type { Service } from '#catalog/catalog.ts';
import { absolutePath, runName } from '#catalog/names.ts';
import { listensAt } from '#catalog/run-kind.ts';
import type { Verb } from '#catalog/verb.ts';
import { listeningSockets } from '#probes/process/listening-sockets.ts';
import { known, needsSudo, notSeen, quoted } from '#probes/make-observation.ts';
import { tailOf } from '#probes/read-as.ts';
import { elevate, lines, printed, shell } from '#probes/shell.ts';
import { type RunFacts, statusOf } from './run-reader.ts';
import { defineRuntime, runValue, type VerbStep } from './runtime.ts';
import { saysState } from './says-state.ts';

const schema = z.strictObject({
  dir: absolutePath,
  start: z.string().min(1),
  user: runName.optional(),
  log: absolutePath.optional(),
});

function partsOf(service: Service): z.output<typeof schema> {
  return runValue('process', schema, service);
}

/** A word of the start command that tells this program from a shell that merely stands in its directory. */
function tellingWord(start: string): string {
  const words = start.split(/\s+/).filter((word) => /^[\w./:-]+$/.test(word) && !word.startsWith('-'));
  return (
    (
      words.find((word) => /\.(?:py|js|mjs|cjs|ts|jar|rb|php|sh)$/.test(word)) ??
      words.find((word) => word.includes(':')) ??
      words.at(-1) ??
      ''
    )
      .split('/')
      .at(-1) ?? ''
  );
}

/**
 * A process without a manager is known by the port it owns, and by the directory it runs in: never by a pattern over all
 * command lines, which finds editors, wrappers and the asking shell itself.
 */
export const plain = defineRuntime({
  id: 'process',
  schema,
  examples: [
    { dir: '/srv/payments', start: '.venv/bin/python main.py' },
    { dir: '/srv/payments', start: './run', user: 'payments', log: '/var/log/payments.log' },
  ],
  capabilities: ['host', 'code', 'python', 'resume', 'settings', 'versions'],
  verb: processVerb,
  home: partsOf,
  helperSettings: (service) => {
    const { log } = partsOf(service);
    return log === undefined ? [] : [['log', log]];
  },
  ask: (service) => {
    const at = listensAt(service);
    const { dir } = partsOf(service);
    const port = at !== undefined && 'port' in at ? at.port : 0;
    return shell(`${elevate} $s ss -Hltnp 'sport = :${port}' 2>/dev/null || ss -Hltn 'sport = :${port}' 2>/dev/null
command -v ss >/dev/null || echo resus-no-ss
echo resus-now "$(date +%s)"
for p in $({ ${candidates(service)}; } | sort -un | head -n 8); do printf 'process %s ' "$p"; a=$(ps -o etimes=,user:32=,args= -p "$p" 2>/dev/null | head -c 400); [ -n "$a" ] || a=$(${byKernel}); echo "$a"; printf 'cwd %s %s\\n' "$p" "$(readlink "/proc/$p/cwd" 2>/dev/null)"; done
[ -d ${quote(dir)} ] || echo resus-no-dir`);
  },
  read: (answer, target) => {
    const text = printed(answer) ?? '';
    const { service } = target;
    const { dir, start } = partsOf(service);
    const word = tellingWord(start);
    const sockets = listeningSockets(text);
    const owners = new Set(sockets.flatMap(({ pids }) => pids));
    const all = processesIn(text);
    const ours = all.filter(
      ({ pid, args, cwd }) =>
        (cwd === dir || args.includes(`${dir}/`) || (cwd === '' && owners.has(pid))) &&
        (word === '' || args.includes(word)),
    );
    const owner = ours.find(({ pid }) => owners.has(pid)) ?? ours.toSorted((a, b) => b.etimes - a.etimes)[0];
    // Somebody listens, but this login may not see who: neither running nor stopped may be claimed.
    const isBlind = sockets.length > 0 || /^resus-no-ss$/m.test(text);
    if (owner === undefined && isBlind && owners.size === 0)
      return notSeen('process', needsSudo('ss -Hltnp'), [quoted('ss -Hltn', sockets[0]?.line ?? '')]);
    if (!/^resus-now \d+/m.test(text))
      return notSeen('process', {
        en: 'the processes could not be listed',
        fr: 'les processus n’ont pu être listés',
      });
    const now = Number(/^resus-now (\d+)/m.exec(text)?.[1]) * 1000;
    const facts: RunFacts = {
      kind: 'process',
      name: service.name,
      state: owner === undefined ? 'stopped' : 'running',
      failure: /^resus-no-dir$/m.test(text) ? 'chdir' : undefined,
      pid: owner?.pid,
      uptimeS: owner?.etimes,
      startedAt: owner === undefined ? undefined : now - owner.etimes * 1000,
      user: owner?.user,
      command: owner?.args,
      dir,
    };
    const about = ['state', 'pid', 'uptimeS', 'startedAt', 'user', 'command', 'dir', 'failure'];
    return {
      probe: 'process',
      status: statusOf(facts.state),
      facts: known(facts),
      evidence: [
        owner === undefined
          ? quoted('ss -Hltnp, /proc/*/cwd', `no process runs ${word} in ${dir}`, ...about)
          : quoted(`ps -p ${owner.pid}`, `${owner.pid} ${owner.user} ${owner.args}`, ...about),
      ],
      says: saysState(facts),
    };
  },
  logs: (service) => {
    const { log } = partsOf(service);
    return log === undefined
      ? []
      : [
          {
            name: log,
            source: log,
            command: tailOf(service.name, quote(log)),
          },
        ];
  },
  mainPid: (service) => `{ ${elevate} ${candidates(service)}; } | head -n 1`,
  sudo: (service) => {
    const at = listensAt(service);
    const { log } = partsOf(service);
    return [
      ...(at !== undefined && 'port' in at ? [`/usr/bin/ss -Hltnp sport = :${at.port}`] : []),
      ...(log === undefined ? [] : [`${stepHelperPath} ${service.name} read-log ${log}`]),
    ];
  },
});

/** Nobody looks after a plain process: it is started apart from us, and ended by the helper, which knows it by its port. */
function processVerb(verb: Verb, service: Service): readonly VerbStep[] | undefined {
  if (verb === 'reload' || verb === 'reset') return undefined;
  const { dir, start, user, log } = partsOf(service);
  const script = `cd ${quote(dir)} && setsid nohup sh -c ${quote(start)} >>${quote(log ?? '/dev/null')} 2>&1 </dev/null &`;
  if (verb === 'start') return [{ words: ['sh', '-c', script], ...(user === undefined ? {} : { as: user }) }];
  const end: VerbStep = { helper: 'end-leftovers' };
  return verb === 'stop' ? [end] : [end, { verb: 'start' }];
}

/** What ps would say, where it does not take the question: age from ticks (100 a second on Linux), owner, command line. */
const byKernel = `read -r u _ </proc/uptime; set -- $(sed 's/.*) //' "/proc/$p/stat" 2>/dev/null); [ -z "\${20}" ] || echo "$((\${u%.*} - \${20} / 100)) $(stat -c %U "/proc/$p") $(tr '\\0' ' ' <"/proc/$p/cmdline" | head -c 300)"`;

/** Pids that own the port, then pids that run in the directory, whatever they are. */
function candidates(service: Service): string {
  const at = listensAt(service);
  const port = at !== undefined && 'port' in at ? at.port : 0;
  return `$s ss -Hltnp 'sport = :${port}' 2>/dev/null | grep -o 'pid=[0-9]*' | cut -d= -f2; ls -l /proc/[0-9]*/cwd 2>/dev/null | grep -F -- ${quote(`-> ${partsOf(service).dir}`)} | sed -n 's|.*/proc/\\([0-9]*\\)/cwd.*|\\1|p'`;
}

type Process = {
  readonly pid: number;
  readonly etimes: number;
  readonly user: string;
  readonly args: string;
  readonly cwd: string;
};

function processesIn(text: string): Process[] {
  const cwds = new Map(
    lines(text).flatMap((line): [number, string][] => {
      const match = /^cwd (\d+) (.*)$/.exec(line);
      return match === null ? [] : [[Number(match[1]), match[2] ?? '']];
    }),
  );
  return lines(text).flatMap((line) => {
    const match = /^process (\d+)\s+(\d+) (\S+)\s+(.*)$/.exec(line);
    if (match === null) return [];
    const pid = Number(match[1]);
    return [
      { pid, etimes: Number(match[2]), user: match[3] ?? '', args: match[4] ?? '', cwd: cwds.get(pid) ?? '' },
    ];
  });
}
