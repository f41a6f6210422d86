import { type Document, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';

type Path = readonly PropertyKey[];
export type Problem = { readonly path: Path; readonly text: string };

/** Reads YAML that a schema and a check of its own accept; throws an Error that lists every problem with file and line. */
export function readYaml<S extends z.ZodType>(
  { text, file }: { readonly text: string; readonly file: string },
  schema: S,
  check: (data: z.output<S>) => readonly Problem[],
): z.output<S> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    const told = document.errors.map(
      ({ pos, message }) => `${file}:${lines.linePos(pos[0]).line}: ${message}`,
    );
    throw invalid(told);
  }
  const parsed = schema.safeParse(document.toJS() ?? {});
  const problems = parsed.success
    ? check(parsed.data)
    : parsed.error.issues.flatMap((issue) => problemsOf(issue));
  if (parsed.success && problems.length === 0) return parsed.data;
  throw invalid(
    problems.map(
      ({ path, text: what }) =>
        `${file}:${lineOf(document, lines, path)}: ${path.join('.') || 'the file'}: ${what}`,
    ),
  );
}

function invalid(problems: readonly string[]): Error {
  return new Error(`The workspace cannot be used:\n${problems.join('\n')}`);
}

function problemsOf(issue: z.core.$ZodIssue): Problem[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ path: [...issue.path, key], text: 'this key is not known here' }));
  if (issue.code === 'invalid_value')
    return [{ path: issue.path, text: `allowed: ${issue.values.map(String).join(', ')}` }];
  return [{ path: issue.path, text: issue.message }];
}

function lineOf(document: Document, lines: LineCounter, path: Path): number {
  // A missing key has no line of its own: its nearest ancestor in the file has.
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true);
    if (hasRange(node)) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

function hasRange(value: unknown): value is { range: [number, number, number] } {
  return typeof value === 'object' && value !== null && 'range' in value && Array.isArray(value.range);
}
