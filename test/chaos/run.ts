import { parseArgs } from 'node:util';
import { clicksAtOnce } from './clicks.ts';
import { helperTable, helperUnderAttack } from './helper-races.ts';
import { messagesUnderChaos } from './messages.ts';
import { runsUnderChaos } from './runs.ts';
import { alertStorm } from './storms.ts';
import { watchesUnderChaos } from './watches.ts';

// npm run chaos [-- --seed N --seconds N --races N] [scenario …]: breaks what Resus stands on while it works, and counts.

const { values, positionals } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    seconds: { type: 'string', default: '180' },
    races: { type: 'string', default: '10000' },
  },
  allowPositionals: true,
});
const seed = Number(values.seed);

const scenarios: Readonly<
  Record<string, () => Promise<{ readonly figures: object; readonly isRight: boolean }>>
> = {
  runs: async () => {
    const figures = await runsUnderChaos(seed, { plans: 200, kills: 25, stops: 6, redisRestarts: 3 });
    return {
      figures,
      isRight:
        figures.twice === 0 && figures.lost === 0 && figures.ended['done, but not all of it'] === undefined,
    };
  },
  messages: async () => {
    const size = { messages: 2000, threads: 50, kills: 10, stops: 2 };
    const figures = await messagesUnderChaos(seed, size);
    return {
      figures,
      isRight:
        figures.lost + figures.outOfOrder + figures.duplicates + figures.stale + figures.overdrawn === 0,
    };
  },
  storms: async () => {
    const figures = await alertStorm(seed, { alerts: 1000, services: 200, channels: 50, overMs: 10_000 });
    return {
      figures,
      isRight:
        figures.lost === 0 &&
        figures.outages === 200 &&
        figures.threads === 200 &&
        figures.limitedBySlack === 0 &&
        figures.openedLateP99Ms < 1000,
    };
  },
  clicks: async () => {
    const figures = await clicksAtOnce(1000);
    return { figures, isRight: figures.counted === 1 && figures.ran === 1 };
  },
  helper: async () => {
    const figures = await helperUnderAttack(seed, Number(values.races));
    process.stdout.write(`${helperTable(figures)}\n`);
    const { operations: _, ...counted } = figures;
    return { figures: counted, isRight: figures.escapes + figures.crashes === 0 };
  },
  watches: async () => {
    const figures = await watchesUnderChaos(seed, { monitors: 60, forMs: Number(values.seconds) * 1_000 });
    return {
      figures,
      isRight: figures.twice + figures.beside + figures.tooLong + figures.mistold === 0,
    };
  },
};

let isRight = true;
for (const [name, run] of Object.entries(scenarios)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  const done = await run();
  isRight &&= done.isRight;
  process.stdout.write(
    `${name}: ${done.isRight ? 'as promised' : 'BROKEN'} ${JSON.stringify(done.figures)}\n`,
  );
}
process.exit(isRight ? 0 : 1);
