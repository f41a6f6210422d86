import { setTimeout as delay } from 'node:timers/promises';
import { concluded, faulty, started } from '#test/sample-runs.ts';
import { startLine } from '#test/slack-line.ts';

/**
 * A hundred slash commands a second: how long until each is acked. Then twenty each with Redis down and with Redis
 * frozen: how long until each has its answer. Bot, workers, Redis' clients and the stand-in for Slack share one process, so
 * this is the worst case of the two cores they run on.
 */
const perSecond = Number(process.env['PER_SECOND'] ?? 100);
const seconds = Number(process.env['FOR_SECONDS'] ?? 20);
const ackLimitMs = 300;
const answerLimitMs = 3000;
const withoutRedis = 20;

const line = await startLine({
  diagnose: async (_request, tell) => {
    tell(started);
    tell(concluded(faulty));
  },
});
const { workspace, server } = line;
await workspace.until(() => workspace.sockets.connected === 2);
const rosa = workspace.as('U0ROSA');

async function ackMs(command: string, text: string): Promise<number> {
  const startedAt = performance.now();
  const { ok, error } = await rosa.command(command, text);
  if (!ok) throw new Error(`a command was not acked: ${error}`);
  return performance.now() - startedAt;
}

/** Sent when due, whether or not those before are acked: a slow bot must not slow what it is measured by. */
async function volley(count: number, everyMs: number, command: string, text: string): Promise<number[]> {
  const startedAt = performance.now();
  const acks: Promise<number>[] = [];
  for (let i = 0; i < count; i += 1) {
    const waitMs = startedAt + i * everyMs - performance.now();
    if (waitMs > 0) await delay(waitMs);
    acks.push(ackMs(command, text));
  }
  return Promise.all(acks);
}

function tell(name: string, times: readonly number[], limitMs: number): boolean {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  const isRight = at(0.99) < limitMs;
  const figures = [at(0.5), at(0.99), sorted.at(-1) ?? 0].map((ms) => ms.toFixed(0).padStart(7)).join('');
  console.log(
    `${name.padEnd(46)}${String(times.length).padStart(6)}${figures}   ${isRight ? 'ok' : `OVER ${limitMs} ms`}`,
  );
  return isRight;
}

async function answersWhile(harm: () => unknown): Promise<number[]> {
  await harm();
  const known = workspace.ephemerals('U0ROSA').length;
  const startedAt = performance.now();
  const answered: number[] = [];
  await Promise.all(Array.from({ length: withoutRedis }, () => rosa.command('/diagnose', 'api')));
  while (answered.length < withoutRedis && performance.now() - startedAt < 2 * answerLimitMs) {
    const count = workspace.ephemerals('U0ROSA').length - known;
    while (answered.length < count) answered.push(performance.now() - startedAt);
    await delay(5);
  }
  // What never came is worse than any limit.
  while (answered.length < withoutRedis) answered.push(Infinity);
  return answered;
}

try {
  await volley(20, 50, '/diagnose', 'api');
  const mixed = await volley(perSecond * seconds, 1000 / perSecond, '/diagnose', 'api');
  // Redis has taken the runs; let what they left to send not disturb the next part.
  await delay(2000);
  const light = await volley(perSecond * 5, 1000 / perSecond, '/resus', 'help');
  const down = await answersWhile(() => server.kill());
  await server.restart();
  await delay(2000);
  const frozen = await answersWhile(() => server.freeze());
  server.thaw();
  console.log(`\n${'commands'.padEnd(46)}     n    p50    p99    max  (ms)`);
  const right = [
    tell(`/diagnose at ${perSecond} a second: ack`, mixed, ackLimitMs),
    tell(`/resus help at ${perSecond} a second: ack`, light, ackLimitMs),
    tell('/diagnose with Redis down: answer', down, answerLimitMs),
    tell('/diagnose with Redis frozen: answer', frozen, answerLimitMs),
  ];
  process.exitCode = right.every(Boolean) ? 0 : 1;
} finally {
  await line.stop();
}
process.exit();
