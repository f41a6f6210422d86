import { type Cover, type Line, labelOf } from './line.ts';

const systems: Readonly<Record<string, string>> = {
  A: 'Node, MongoDB and Redis on Coolify, with a frontend of its own',
  B: 'FastAPI behind nginx and a CDN, started in four ways',
  C: 'Django and PostgreSQL on CapRover',
  D: 'Django under systemd behind nginx',
  E: 'FastAPI and Celery under supervisor',
};

const kinds: Readonly<Record<string, string>> = { C: 'What it checks', V: 'What it concludes' };

/** docs/guide-lines.md, as it must be. */
export function pageOf(lines: readonly Line[]): string {
  const partial = lines.filter(({ by }) => by.some((cover) => 'gap' in cover)).length;
  const uncovered = lines.filter(({ by }) => by.every((cover) => 'gap' in cover)).length;
  const parts = Object.entries(systems).flatMap(([system, title]) => [
    `## System ${system}: ${title}`,
    ...Object.entries(kinds).flatMap(([kind, heading]) => [
      `### ${system}: ${heading}`,
      tableOf(lines.filter(({ id }) => id.startsWith(`${system}.${kind}`))),
    ]),
  ]);
  return `${[
    '# The lines of the emergency guides',
    'Resus grew out of five five-minute checklists that people followed by hand. This page names every line of theirs that\n' +
      'checks or concludes something, and what does so now. `process.state` is a fact of [facts.md](facts.md); a verdict is one\n' +
      'of `src/runbooks/library/`; a log or good sign is one of `src/probes/signatures/`.',
    'Every id names a test in `test/guide-lines/`, which fails when the fact, the verdict or the sign is taken away:\n' +
      '`npx vitest run test/guide-lines -t "D.C4"`. The services those tests diagnose are in `test/guide-lines/services.ts`,\n' +
      'written as in `resus.yaml`. The page itself is made from the same data: `RESUS_WRITE=1 npx vitest run test/guide-lines`.',
    `${lines.length} lines: ${lines.length - partial} covered, ${partial - uncovered} covered in part with the rest named below, ${uncovered} not covered.`,
    ...parts,
  ].join('\n\n')}\n`;
}

function tableOf(lines: readonly Line[]): string {
  return [
    '| line | about | covered by |',
    '|---|---|---|',
    ...lines.map(({ id, text, by }) => `| ${id} | ${text} | ${coveredBy(by)} |`),
  ].join('\n');
}

function coveredBy(by: readonly Cover[]): string {
  const labels = [...new Set(by.filter((cover) => !('gap' in cover)).map((cover) => shown(cover)))];
  const gaps = by.flatMap((cover) => ('gap' in cover ? [`*Not:* ${cover.gap}`] : []));
  return [labels.join(', '), ...gaps].filter((part) => part !== '').join('. ');
}

function shown(cover: Cover): string {
  if ('fact' in cover) return `\`${cover.fact}\``;
  if ('verdict' in cover) return `verdict \`${cover.verdict}\``;
  if ('signature' in cover) return `log \`${cover.signature}\``;
  if ('goodSign' in cover) return `good sign \`${cover.goodSign}\``;
  if ('together' in cover) return 'one `resus diagnose`';
  if ('pasted' in cover) return '`resus diagnose "<the error>"`, `@resus <the error>`';
  return `“${labelOf(cover)}” of the verdict`;
}
