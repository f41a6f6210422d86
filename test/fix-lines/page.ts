import { type FixLine, labelsOf } from './fix-line.ts';

const systems: Readonly<Record<string, string>> = {
  A: 'Node, MongoDB and Redis on Coolify, with a frontend of its own',
  B: 'FastAPI behind nginx and a CDN, started in four ways',
  C: 'Django and PostgreSQL on CapRover',
  D: 'Django under systemd behind nginx',
  E: 'FastAPI and Celery under supervisor',
};

/** docs/fix-lines.md, as it must be. */
export function fixPageOf(lines: readonly FixLine[]): string {
  const partial = lines.filter(({ by }) => by.some((cover) => 'gap' in cover)).length;
  const parts = Object.entries(systems).flatMap(([system, title]) => [
    `## System ${system}: ${title}`,
    tableOf(
      'fix',
      lines.filter(({ id }) => id.startsWith(`${system}.F`)),
    ),
    tableOf(
      'seen after it',
      lines.filter(({ id }) => id.startsWith(`${system}.T`)),
    ),
  ]);
  return `${[
    '# The fixes of the emergency guides',
    'Every line of the five checklists that changes something, or looks afterwards whether it helped, and what does so now. A fix is\n' +
      'an action of [actions.md](actions.md); what is seen after it is a probe of [facts.md](facts.md): while it is bad, a plan does not\n' +
      'count as fixed, whatever its commands said. What is checked and concluded stands in [guide-lines.md](guide-lines.md).',
    'Every id names a test in `test/fix-lines/`, which fails when the action is taken away or runs something else:\n' +
      '`npx vitest run test/fix-lines -t "D.F4"`. Where a test on a real host is named, it breaks that host, runs exactly the plan’s\n' +
      'commands as a login without any right but the printed sudo rules, and asks from outside. The page is made from the same data:\n' +
      '`RESUS_WRITE=1 npx vitest run test/fix-lines`.',
    `${lines.length} lines: ${lines.length - partial} covered, ${partial} covered in part with the rest named below, 0 not covered.`,
    ...parts,
  ].join('\n\n')}\n`;
}

function tableOf(heading: string, lines: readonly FixLine[]): string {
  return [
    `| line | ${heading} | by | risk | on a real host |`,
    '|---|---|---|---|---|',
    ...lines.map(
      (line) => `| ${line.id} | ${line.text} | ${by(line)} | ${risksOf(line)} | ${labsOf(line)} |`,
    ),
  ].join('\n');
}

function by(line: FixLine): string {
  const gaps = line.by.flatMap((cover) => ('gap' in cover ? [`*Not:* ${cover.gap}`] : []));
  return [labelsOf(line).join(', '), ...gaps].filter((part) => part !== '').join('. ');
}

function risksOf({ by: covers }: FixLine): string {
  return [...new Set(covers.flatMap((cover) => ('risk' in cover ? [cover.risk] : [])))].join(', ');
}

function labsOf({ by: covers }: FixLine): string {
  return covers
    .flatMap((cover) =>
      'lab' in cover && cover.lab !== undefined ? [`${cover.lab[0]}: ${cover.lab[1]}`] : [],
    )
    .join('; ');
}
