import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const kinds = ['pure', 'technology', 'feature', 'edge'] as const;
type Kind = (typeof kinds)[number];

export type Layer = {
  readonly kind: Kind;
  readonly folders: readonly string[];
  readonly packages: readonly string[];
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
  const kindOf = (name: string): Kind => {
    const found = kinds.find((kind) => rows.some(([folder, is]) => folder === name && is === kind));
    if (found === undefined) throw new Error(`docs/architecture.md: the folder ${name} has no kind`);
    return found;
  };
  const namesOf = (...wanted: readonly Kind[]): string[] =>
    rows.map(([name = '']) => name).filter((name) => wanted.includes(kindOf(name)));
  const groups: Readonly<Record<string, readonly string[]>> = {
    all: namesOf(...kinds).filter((name) => !['.', 'cli', 'app'].includes(name)),
    features: namesOf('feature'),
    'the world': namesOf('pure', 'technology'),
  };
  return new Map(
    rows.map(([name = '', , , folders = '', packages = '']) => [
      name,
      {
        kind: kindOf(name),
        folders: list(folders).flatMap((entry) => groups[entry] ?? [entry]),
        packages: packages === 'any' ? ['*'] : list(packages),
      },
    ]),
  );
}

function list(cell: string): string[] {
  return cell === '–' ? [] : cell.split(', ');
}
