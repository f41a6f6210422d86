import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadStepHelper } from '#app/load-helper.ts';
import { bootHost } from '#test/lab/lab.ts';

export type HelperFigures = {
  readonly races: number;
  readonly swaps: number;
  /** Things of root that changed hands, changed, were printed or were kept where somebody else reads them. */
  readonly escapes: number;
  readonly crashes: number;
  readonly operations: Readonly<Record<string, Outcomes>>;
  readonly told: readonly string[];
};
type Outcomes = {
  readonly races: number;
  readonly done: number;
  readonly refused: number;
  readonly failed: number;
};

/** Calls the helper of root on a host of its own while the service's user swaps names under it, `races` times. */
export async function helperUnderAttack(
  seed: number,
  races: number,
  options: { readonly weakened?: true } = {},
): Promise<HelperFigures> {
  const host = await bootHost(`races-${seed}`);
  try {
    await host.must('useradd --system --home-dir /srv/race/home payments; mkdir -p /etc/resus');
    await host.put(loadStepHelper(), '/usr/local/sbin/resus-step', '755');
    await host.put(readFileSync(join(import.meta.dirname, 'helper-races.py'), 'utf8'), '/root/races.py');
    const weakened = options.weakened === true ? 'WEAKENED' : '';
    const command = `python3 /root/races.py /usr/local/sbin/resus-step ${seed} ${races} ${weakened}`;
    return JSON.parse(await host.must(command, 60_000 + races * 150)) as HelperFigures;
  } finally {
    await host.down();
  }
}

/** One line an operation, for people. */
export function helperTable({ operations }: HelperFigures): string {
  const rows = Object.entries(operations).toSorted(([a], [b]) => a.localeCompare(b));
  return [
    line(['operation', 'races', 'done', 'refused', 'failed']),
    ...rows.map(([name, one]) => line([name, one.races, one.done, one.refused, one.failed])),
  ].join('\n');
}

function line(cells: readonly (string | number)[]): string {
  return cells.map((cell, at) => (at === 0 ? String(cell).padEnd(22) : String(cell).padStart(9))).join('');
}
