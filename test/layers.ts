import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Layer = {
  readonly folders: readonly string[];
  readonly packages: readonly string[];
  readonly isPure: boolean;
};

const page = join(import.meta.dirname, '..', 'docs', 'architecture.md');

/** The folder table of docs/architecture.md: what a folder under src may import, and nothing else. */
export function readLayers(): Map<string, Layer> {
  const rows = readFileSync(page, 'utf8')
    .split('\n')
    .filter((line) => /^\| +[a-z.]+ +\|/.test(line) && !/^\| +folder /.test(line))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  const names = rows.map(([name = '']) => name);
  return new Map(
    rows.map(([name = '', holds = '', folders = '', packages = '']) => [
      name,
      {
        folders:
          folders === 'all' ? names.filter((other) => !['.', 'cli', 'app'].includes(other)) : list(folders),
        packages: packages === 'any' ? ['*'] : list(packages),
        isPure: holds.endsWith('pure'),
      },
    ]),
  );
}

function list(cell: string): string[] {
  return cell === '–' ? [] : cell.split(', ');
}
