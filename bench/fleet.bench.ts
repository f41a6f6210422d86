import { missing } from '#test/needs.ts';
import { openClient } from './fleet-client.ts';
import { openLooks } from './fleet-looks.ts';
import { rivalsOf, type Contender, type Took } from './fleet-rivals.ts';
import { startSshdFleet } from './sshd-fleet.ts';

/**
 * The same read-only commands on fifty real sshds of this machine, taking turns: the CPU that the looking side needs
 * (ours: this process; theirs: the whole tree and the connections they keep) and the time. What the commands and the
 * sshds themselves need is in nobody's CPU, but in everybody's time, since all share the cores.
 */
const count = Number(process.env['HOSTS'] ?? 50);
const commands = [
  'cat /proc/loadavg',
  'cat /proc/meminfo',
  'cat /proc/uptime',
  'cat /proc/net/sockstat',
  'df -P /',
  'df -Pi /',
  'id',
  'uname -a',
  'date +%s',
  'ls -ld /etc /var /tmp',
  'head -c 2000 /etc/passwd',
  'tail -n 50 /etc/services',
];
/** A new round starts only within this time, so that all ends within three minutes. */
const startWithinMs = 90_000;
const mostRounds = Number(process.env['ROUNDS'] ?? 10);

const reason = missing('sshd', 'redis');
if (reason !== undefined) {
  console.log(`skipped: ${reason}`);
  process.exit(0);
}
const fleet = await startSshdFleet(count);
const client = openClient(fleet.hosts);
const looks = await openLooks(count, client.transport, commands);
const contenders: readonly Contender[] = [
  ours('resus', () => client.look(fleet.hosts, commands)),
  ours('resus, connecting anew', async () => {
    const fresh = openClient(fleet.hosts);
    const answers = await fresh.look(fleet.hosts, commands);
    fresh.close();
    return answers;
  }),
  ours('resus, as a look of a diagnosis', looks.direct),
  ours('resus, the same through the queue', looks.byQueue),
  ...rivalsOf(fleet, commands),
];
const times = new Map(contenders.map(({ name }) => [name, [] as Took[]]));
try {
  const startedAt = performance.now();
  for (let round = 0; round <= mostRounds && performance.now() - startedAt < startWithinMs; round += 1)
    for (const { name, look } of contenders.toSorted(() => Math.random() - 0.5)) {
      const took = await look();
      if (took.answers !== count * commands.length)
        throw new Error(`${name}: ${took.answers} of ${count * commands.length} commands answered`);
      // The first round makes connections that are kept.
      if (round > 0) times.get(name)?.push(took);
    }
} finally {
  for (const { close } of contenders) close();
  await looks.close();
  client.close();
  fleet.stop();
}
tell();

function ours(name: string, work: () => Promise<number>): Contender {
  const look = async (): Promise<Took> => {
    const before = process.cpuUsage();
    const startedAt = performance.now();
    const answers = await work();
    const wallS = (performance.now() - startedAt) / 1_000;
    const { user, system } = process.cpuUsage(before);
    return { answers, wallS, cpuS: (user + system) / 1_000_000 };
  };
  return { name, look, close: () => {} };
}

function tell(): void {
  const rounds = times.get('resus')?.length ?? 0;
  console.log(
    `\n${commands.length} commands on ${count} hosts, ${rounds} rounds; seconds (min / median / max)`,
  );
  console.log(`${''.padEnd(44)}${'CPU of the looking side'.padEnd(26)}× resus   ${'time'.padEnd(24)}× resus`);
  const base = times.get('resus') ?? [];
  for (const [name, took] of times) {
    const column = (of: (one: Took) => number): string => {
      const list = took.map(of);
      const shown = [Math.min(...list), median(list), Math.max(...list)].map((one) => one.toFixed(2));
      const ratio = (median(list) / median(base.map(of))).toFixed(2);
      return `${shown.join(' / ').padEnd(26)}${ratio.padStart(6)}`;
    };
    console.log(`  ${name.padEnd(42)}${column(({ cpuS }) => cpuS)}   ${column(({ wallS }) => wallS)}`);
  }
}

function median(list: readonly number[]): number {
  return list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)] ?? Number.NaN;
}
