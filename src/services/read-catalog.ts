import { isMap, isScalar, LineCounter, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';
import { AppError } from '#base/errors.ts';
import { idOf } from '#base/ids.ts';
import { type Catalog, catalogSchema, type Host, type Service } from './catalog.ts';

type Path = readonly PropertyKey[];
type Problem = { readonly path: Path; readonly text: string };

/**
 * Text of a resus.yaml → catalog. Throws `config_invalid` that lists every problem with file and line, so that one
 * edit can mend them all.
 */
export function readCatalog(text: string, file: string): Catalog {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const syntax = document.errors.map(
    (error) => `${file}:${lines.linePos(error.pos[0]).line}: ${error.message}`,
  );
  if (syntax.length > 0) throw invalid(syntax);

  const parsed = catalogSchema.safeParse(document.toJS() ?? {});
  const problems = parsed.success
    ? danglingReferences(parsed.data)
    : parsed.error.issues.flatMap((issue) => explain(issue, []));
  if (problems.length > 0 || !parsed.success) {
    throw invalid(
      problems.map(
        ({ path, text: what }) =>
          `${file}:${lineOf(document, lines, path)}: ${path.join('.') || 'the file'}: ${what}`,
      ),
    );
  }
  return { ...complete(parsed.data), hash: idOf('catalog', text) };
}

function complete(data: z.output<typeof catalogSchema>): Omit<Catalog, 'hash'> {
  const hosts: Record<string, Host> = {};
  for (const [name, host] of Object.entries(data.hosts)) hosts[name] = { ...host, name };
  const services: Record<string, Service> = {};
  for (const [name, service] of Object.entries(data.services)) {
    services[name] = {
      ...service,
      name,
      hosts: service.hosts ?? (service.host === undefined ? [] : [service.host]),
    };
  }
  return { ...data, hosts, services };
}

function danglingReferences(data: z.output<typeof catalogSchema>): Problem[] {
  const problems: Problem[] = [];
  const need = (known: object, name: string, kind: string, path: Path): void => {
    if (!Object.hasOwn(known, name))
      problems.push({
        path,
        text: `no ${kind} named "${name}"; there are: ${Object.keys(known).join(', ') || 'none'}`,
      });
  };
  for (const [name, host] of Object.entries(data.hosts)) {
    if (host.jump !== undefined) need(data.hosts, host.jump, 'host', ['hosts', name, 'jump']);
  }
  for (const [name, service] of Object.entries(data.services)) {
    const at = ['services', name];
    if (service.host !== undefined) need(data.hosts, service.host, 'host', [...at, 'host']);
    for (const [index, host] of (service.hosts ?? []).entries())
      need(data.hosts, host, 'host', [...at, 'hosts', index]);
    for (const [index, entry] of service.needs.entries()) {
      const [kind, detail] = Object.entries(entry)[0] ?? [];
      if (kind !== undefined && detail !== undefined && 'host' in detail && typeof detail.host === 'string') {
        need(data.hosts, detail.host, 'host', [...at, 'needs', index, kind, 'host']);
      }
    }
    for (const [index, owner] of service.owners.entries())
      need(data.people, owner, 'person', [...at, 'owners', index]);
    for (const [index, step] of service.escalate.entries())
      need(data.people, step.to, 'person', [...at, 'escalate', index, 'to']);
    const onPlatform = service.run.coolify !== undefined || service.run.caprover !== undefined;
    if (!onPlatform && service.host === undefined && (service.hosts ?? []).length === 0)
      problems.push({ path: at, text: 'say where it runs with host: or hosts:' });
  }
  for (const risk of ['low', 'high', 'critical'] as const) {
    for (const [index, person] of (data.policy[risk]?.approvers ?? []).entries())
      need(data.people, person, 'person', ['policy', risk, 'approvers', index]);
  }
  return problems;
}

function explain(issue: z.core.$ZodIssue, base: Path): Problem[] {
  const path = [...base, ...issue.path];
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ path: [...path, key], text: 'this key is not known here' }));
  if (issue.code === 'invalid_value')
    return [{ path, text: `allowed: ${issue.values.map(String).join(', ')}` }];
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
  // A missing key has no line of its own: its nearest ancestor in the file has.
  for (let length = path.length; length > 0; length -= 1) {
    const parent = document.getIn(path.slice(0, length - 1), true) ?? document.contents;
    const key = path[length - 1];
    const pair = isMap(parent)
      ? parent.items.find((item) => isScalar(item.key) && item.key.value === key)
      : undefined;
    const node = isScalar(pair?.key) ? pair.key : document.getIn(path.slice(0, length), true);
    if (isNode(node)) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

function isNode(value: unknown): value is { range: [number, number, number] } {
  return typeof value === 'object' && value !== null && 'range' in value && Array.isArray(value.range);
}

function invalid(problems: readonly string[]): AppError {
  return new AppError('config_invalid', `The catalog cannot be used:\n${problems.join('\n')}`);
}
