import { hole } from '#runbooks/holes.ts';
import type { Phrase } from '#base/phrase.ts';
import type { Service } from '#catalog/catalog.ts';
import type { Observation } from '#catalog/observation.ts';
import { listensAt, runsAs } from '#catalog/run-kind.ts';
import type { Action, ParamType } from '#runbooks/action.ts';
import { lookUp } from '#runbooks/condition.ts';
import type { PlanEvidence } from './plan.ts';
import { logDirs, upstreamOf } from './step-conf.ts';

/** One strict form each: no option, no line break, nothing that is special to a shell even where quoting were forgotten. */
const forms: Readonly<Record<ParamType, RegExp>> = {
  port: /^(?:[1-9]\d{0,3}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d\d|655[0-2]\d|6553[0-5])$/,
  pid: /^[1-9]\d{0,6}$/,
  number: /^\d{1,12}$/,
  name: /^[A-Za-z0-9_][A-Za-z0-9_.@:-]{0,199}$/,
  path: /^(?!.*\/\.\.(?:\/|$))\/[A-Za-z0-9_./@:+,-]{0,400}$/,
  address: /^(?:\[[0-9a-f:]+\]|[A-Za-z0-9_.-]+):\d{1,5}$/i,
  commit: /^[0-9a-f]{7,40}$/,
  image:
    /^[a-z0-9][a-z0-9._-]*(?::\d{1,5})?(?:\/[a-z0-9][a-z0-9._-]*)*(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?$/,
  variable: /^[A-Za-z_][A-Za-z0-9_]{0,99}$/,
  reference: /^(?:file:\/[A-Za-z0-9_./@+-]{1,400}|env:[A-Za-z_][A-Za-z0-9_]{0,99})$/,
  size: /^[1-9]\d{0,6}[KMGT]?$/,
  duration: /^\d{1,6}(?:ms|s|m|h|d)$/,
};

export type Params = Readonly<Record<string, string>>;
type Fact = PlanEvidence['facts'][number];

export type Resolved =
  | { readonly params: Params; readonly facts: readonly Fact[] }
  | { readonly refused: Phrase };

/** The typed value, else the catalog's, else the one seen on this host; checked by its type either way. */
export function resolveParams(
  action: Action,
  typed: Params,
  service: Service,
  observations: readonly Observation[],
): Resolved {
  const unknown = Object.keys(typed).find((name) => !Object.hasOwn(action.params, name));
  if (unknown !== undefined) return { refused: noSuchParam(action, unknown) };
  const params: Record<string, string> = {};
  const facts: Fact[] = [];
  for (const [name, param] of Object.entries(action.params)) {
    const found =
      typed[name] === undefined
        ? (find(param.from, service, observations) ??
          (param.default === undefined ? undefined : { value: param.default }))
        : { value: typed[name] };
    if (found === undefined) {
      if (param.optional) continue;
      return { refused: missing(action, name, [param.from ?? []].flat()) };
    }
    if (
      !forms[param.type].test(found.value) ||
      (param.one_of !== undefined && !param.one_of.includes(found.value))
    ) {
      // Nobody asked for this value, and it can be done without.
      if (param.optional && typed[name] === undefined) continue;
      return { refused: wrongForm(name, param.type, param.one_of) };
    }
    params[name] = found.value;
    if ('fact' in found && found.fact !== undefined) facts.push(found.fact);
  }
  return { params, facts };
}

type Found = { readonly value: string; readonly fact?: Fact };

function find(
  from: string | readonly string[] | undefined,
  service: Service,
  observations: readonly Observation[],
): Found | undefined {
  for (const path of [from ?? []].flat()) {
    const found = path.startsWith('fact.')
      ? fromFact(path.slice(5), observations)
      : fromCatalog(path, service);
    if (found !== undefined) return found;
  }
  return undefined;
}

function fromFact(path: string, observations: readonly Observation[]): Found | undefined {
  const [seen] = lookUp(path, observations);
  if (seen === undefined || typeof seen.value === 'object') return undefined;
  const { probe, host } = seen.observation;
  const value = String(seen.value);
  return { value, fact: { probe, ...(host === undefined ? {} : { host }), fact: seen.fact, value } };
}

/**
 * `service.deploy.dir`, and what every service has whatever its catalog entry looks like: run.name, listen.port,
 * listen.address, listen.socket, upstream (where a proxy has to send requests), logs.dir, public.host.
 */
function fromCatalog(path: string, service: Service): Found | undefined {
  const [head, ...rest] = path.split('.');
  if (head !== 'service') return undefined;
  const key = rest.join('.');
  const at = listensAt(service);
  if (key === 'run.name') return { value: runsAs(service).name };
  if (key === 'listen.port') return at !== undefined && 'port' in at ? { value: String(at.port) } : undefined;
  if (key === 'listen.address')
    return at !== undefined && 'port' in at ? { value: `${at.address}:${at.port}` } : undefined;
  if (key === 'listen.socket') return at !== undefined && 'socket' in at ? { value: at.socket } : undefined;
  const derived = {
    upstream: upstreamOf(service),
    'logs.dir': logDirs(service)[0],
    'public.host': nameOf(service),
  };
  if (key in derived) return known(derived[key as keyof typeof derived]);
  let value: unknown = service;
  for (const part of rest)
    value =
      typeof value === 'object' && value !== null && Object.hasOwn(value, part)
        ? Reflect.get(value, part)
        : undefined;
  return typeof value === 'string' || typeof value === 'number' ? { value: String(value) } : undefined;
}

function known(value: string | undefined): Found | undefined {
  return value === undefined ? undefined : { value };
}

function nameOf(service: Service): string | undefined {
  return service.public === undefined ? undefined : new URL(service.public.url).hostname;
}

function noSuchParam(action: Action, name: string): Phrase {
  const names = Object.keys(action.params);
  return {
    en: '`{action}` has no parameter "{name}"[; it has: {known}].',
    fr: '`{action}` n’a pas de paramètre « {name} »[ ; il a : {known}].',
    with: { action: action.action, name, known: names.length === 0 ? undefined : names },
  };
}

function missing(action: Action, name: string, from: readonly string[]): Phrase {
  return {
    en: '`{action}` needs `{name}`, and it could not be found[ ({from})]. Give it: `{name}=…`.',
    fr: '`{action}` a besoin de `{name}`, introuvable[ ({from})]. Donnez-le : `{name}=…`.',
    with: { action: action.action, name, from: from.length === 0 ? undefined : from },
  };
}

function wrongForm(name: string, type: ParamType, oneOf: readonly string[] | undefined): Phrase {
  return {
    en: 'The value of `{name}` is no {type}[; allowed: {allowed}]. Nothing was planned.',
    fr: 'La valeur de `{name}` n’est pas un {type}[ ; permis : {allowed}]. Rien n’a été planifié.',
    with: { name, type, allowed: oneOf },
  };
}

/** A word with its parameters filled in; undefined when one of them is an optional one that is not known. */
export function fillWord(word: string, params: Params): string | undefined {
  let isComplete = true;
  const filled = word.replaceAll(hole, (_whole, name: string) => {
    const value = params[name];
    if (value === undefined) isComplete = false;
    return value ?? '';
  });
  return isComplete ? filled : undefined;
}
