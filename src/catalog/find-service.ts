import type { Catalog, Service } from './catalog.ts';
import { readPastedError } from './pasted-error.ts';

export type FoundService = { readonly service: Service } | { readonly closest: readonly string[] };

/**
 * Exact name, the service of an address or of a pasted browser error, or the names a person most likely meant, best
 * first, at most five.
 */
export function findService(catalog: Catalog, name: string): FoundService {
  const pasted = readPastedError(name);
  const served = pasted === undefined ? undefined : serviceAt(catalog, new URL(pasted.url));
  if (served !== undefined) return { service: served };
  const wanted = (pasted === undefined ? name : new URL(pasted.url).hostname).trim().toLowerCase();
  const service = Object.hasOwn(catalog.services, wanted) ? catalog.services[wanted] : undefined;
  if (service !== undefined) return { service };
  return { closest: closestTo(wanted, Object.keys(catalog.services)) };
}

/** The names most like what was typed, best first, at most five. */
export function closestTo(typed: string, names: readonly string[]): string[] {
  const wanted = typed.trim().toLowerCase();
  const scored = names
    .map((candidate) => ({
      candidate,
      score: distance(wanted, candidate) - (candidate.includes(wanted) ? 3 : 0),
    }))
    .toSorted((a, b) => a.score - b.score || a.candidate.localeCompare(b.candidate));
  const near = scored.filter(({ candidate, score }) => score <= Math.max(2, candidate.length / 2));
  return (near.length > 0 ? near : scored).slice(0, 5).map(({ candidate }) => candidate);
}

/** Whether a word is a slip of a name's: what is a word of its own is not. */
export function isSlipOf(name: string, typed: string): boolean {
  const slips = distance(typed.trim().toLowerCase(), name.toLowerCase());
  return slips > 0 && slips <= Math.max(1, Math.floor(name.length / 3));
}

/**
 * The service that a message of a person or a monitor is about: by an address or a pasted browser error in it, else by
 * the one service it names. Names several or none: those it may mean, best first, at most five.
 */
export function findServiceIn(catalog: Catalog, text: string): FoundService {
  // What the browser asked for comes first: the page that asked stands in the same text.
  const addresses = [readPastedError(text)?.url ?? '', ...(text.match(/https?:\/\/[^\s<>|"'’»)]+/g) ?? [])];
  const served = addresses
    .filter((address) => URL.canParse(address))
    .map((address) => serviceAt(catalog, new URL(address)))
    .find((service) => service !== undefined);
  if (served !== undefined) return { service: served };
  const said = ` ${plainWords(text)} `;
  const named = Object.values(catalog.services).filter(({ name, title }) =>
    [name, title ?? name].some((one) => said.includes(` ${plainWords(one)} `)),
  );
  // "api-eu is down" names api-eu, though api stands in it too.
  const whole = named.filter(
    ({ name }) =>
      !named.some(
        (other) => other.name !== name && ` ${plainWords(other.name)} `.includes(` ${plainWords(name)} `),
      ),
  );
  const [only] = whole;
  if (only !== undefined && whole.length === 1) return { service: only };
  if (whole.length > 1) return { closest: whole.slice(0, 5).map(({ name }) => name) };
  const words = [...new Set(said.split(' '))].filter((word) => word.length > 2).slice(0, wordsCompared);
  const scored = Object.keys(catalog.services)
    .map((name) => ({ name, score: Math.min(...words.map((word) => distance(word, plainWords(name)))) }))
    .toSorted((a, b) => a.score - b.score || a.name.localeCompare(b.name));
  return { closest: scored.slice(0, 5).map(({ name }) => name) };
}

/** An alert says what it is about in its first lines. */
const wordsCompared = 100;

function plainWords(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** Several services may share a host name: the one whose public path begins most like the address. */
function serviceAt(catalog: Catalog, url: URL): Service | undefined {
  return Object.values(catalog.services)
    .flatMap((service) => {
      const at = service.public === undefined ? undefined : new URL(service.public.url);
      return at?.host === url.host ? [{ service, shared: sharedParts(at.pathname, url.pathname) }] : [];
    })
    .toSorted((a, b) => b.shared - a.shared)[0]?.service;
}

function sharedParts(a: string, b: string): number {
  const others = b.split('/');
  const end = a.split('/').findIndex((part, index) => part !== others[index]);
  return end < 0 ? a.length : end;
}

/** Damerau's optimal string alignment: two swapped letters are one slip, the commonest one at night. */
function distance(a: string, b: string): number {
  const rows = Array.from({ length: a.length + 1 }, (_, i) =>
    Array.from({ length: b.length + 1 }, (_unused, j) => (i === 0 ? j : j === 0 ? i : 0)),
  );
  const at = (i: number, j: number): number => rows[i]?.[j] ?? 0;
  for (let i = 1; i <= a.length; i += 1) {
    for (let j = 1; j <= b.length; j += 1) {
      let best = Math.min(
        at(i - 1, j) + 1,
        at(i, j - 1) + 1,
        at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1),
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, at(i - 2, j - 2) + 1);
      const row = rows[i];
      if (row !== undefined) row[j] = best;
    }
  }
  return at(a.length, b.length);
}
