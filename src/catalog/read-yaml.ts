import { type Document, isMap, isScalar, LineCounter, parseAllDocuments, parseDocument } from 'yaml';
import type { z } from 'zod';
import { AppError } from '#base/errors.ts';

export type Path = readonly PropertyKey[];
export type Problem = { readonly path: Path; readonly text: string };

/**
 * YAML text → data that its schema and its own `check` accept. Throws `config_invalid` that lists every problem with
 * file and line, so that one edit can mend them all.
 */
export function readYaml<S extends z.ZodType>(
  source: { readonly text: string; readonly file: string; readonly what: string },
  schema: S,
  check: (data: z.output<S>) => readonly Problem[] = () => [],
): z.output<S> {
  const { text, file } = source;
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const invalid = (problems: readonly string[]): AppError =>
    new AppError('config_invalid', `${source.what} cannot be used:\n${problems.join('\n')}`);
  if (document.errors.length > 0) {
    throw invalid(
      document.errors.map((error) => `${file}:${lines.linePos(error.pos[0]).line}: ${error.message}`),
    );
  }
  const parsed = schema.safeParse(document.toJS() ?? {});
  const problems = parsed.success
    ? check(parsed.data)
    : parsed.error.issues.flatMap((issue) => explain(issue, []));
  if (parsed.success && problems.length === 0) return parsed.data;
  throw invalid(
    problems.map(
      ({ path, text: what }) =>
        `${file}:${lineOf(document, lines, path)}: ${path.join('.') || 'the file'}: ${what}`,
    ),
  );
}

/** One document of a file, and where in the file each part of it stands: `file:line:column`. */
export type YamlPart<T> = { readonly data: T; readonly at: (path: Path) => string };

/** Every document of a file that holds several, and what is wrong with them, each with file, line and column. */
export function readYamlParts<S extends z.ZodType>(
  { text, file }: { readonly text: string; readonly file: string },
  schema: S,
): { readonly parts: readonly YamlPart<z.output<S>>[]; readonly problems: readonly string[] } {
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false });
  const documents = Array.isArray(parsed) ? parsed : [];
  const problems: string[] = [];
  const parts = documents.flatMap((document): YamlPart<z.output<S>>[] => {
    const at = (path: Path): string => {
      const { line, col } = lines.linePos(offsetOf(document, path));
      return `${file}:${line}:${col}`;
    };
    for (const error of document.errors) {
      const { line, col } = lines.linePos(error.pos[0]);
      problems.push(`${file}:${line}:${col}: ${error.message}`);
    }
    if (document.errors.length > 0) return [];
    const read = schema.safeParse(document.toJS() ?? {});
    if (read.success) return [{ data: read.data, at }];
    for (const { path, text: what } of read.error.issues.flatMap((issue) => explain(issue, [])))
      problems.push(`${at(path)}: ${path.join('.') || 'the file'}: ${what}`);
    return [];
  });
  return { parts, problems };
}

function explain(issue: z.core.$ZodIssue, base: Path): Problem[] {
  const path = [...base, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...path, key], text: 'this key is not known here' }));
  }
  if (issue.code === 'invalid_value') {
    return [{ path, text: `allowed: ${issue.values.map(String).join(', ')}` }];
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    // The branch that got furthest is the one the writer meant.
    const best = issue.errors.toSorted((a, b) => deepest(b) - deepest(a))[0] ?? [];
    return best.flatMap((inner) => explain(inner, path));
  }
  return [{ path, text: issue.message }];
}

function deepest(issues: readonly z.core.$ZodIssue[]): number {
  return Math.max(0, ...issues.map((issue) => issue.path.length));
}

function lineOf(document: Document, lines: LineCounter, path: Path): number {
  return lines.linePos(offsetOf(document, path)).line;
}

function offsetOf(document: Document, path: Path): number {
  // A missing key has no line of its own: its nearest ancestor in the file has.
  for (let length = path.length; length > 0; length -= 1) {
    const parent = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const key = path[length - 1];
    const pair = isMap(parent)
      ? parent.items.find((item) => isScalar(item.key) && item.key.value === key)
      : undefined;
    const node = pair === undefined ? document.getIn(path.slice(0, length), true) : pair.key;
    if (hasRange(node)) return node.range[0];
  }
  return hasRange(document.contents) ? document.contents.range[0] : 0;
}

function hasRange(value: unknown): value is { range: [number, number, number] } {
  return typeof value === 'object' && value !== null && 'range' in value && Array.isArray(value.range);
}
