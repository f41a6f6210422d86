import { hidePrivateKeys, hideYamlBlocks } from './blocks.ts';
import { hideOtherwiseKeyed } from './forms.ts';
import { inEachJsonLine } from './json-lines.ts';
import { hideKeyed } from './keyed.ts';
import { kindOfKey } from './keys.ts';
import { formsOf } from './known-values.ts';
import { hideLinks } from './links.ts';
import { hideNextLines } from './next-line.ts';
import { hideAddresses, hidePlaces } from './places.ts';
import { hideProgramPasswords } from './programs.ts';
import { hideRandomRuns } from './random-runs.ts';
import type { TokenRule } from './rules/rule.ts';
import { shapes } from './shapes.ts';
import { hideTables } from './tables.ts';
import { createHideTokens } from './tokens.ts';
import { readThrough, showUnseen } from './unseen.ts';
import { hidden, isSecretValue } from './value.ts';

export { hidden };

/** The one place where text loses its secrets. Everything that leaves the process passes here. */
export type Redact = (text: string) => string;

/**
 * A redactor that knows `secrets` by value (as they are, URL-encoded, in base64 …) and everything else by shape, by its
 * place or by the key before it. Characters that nobody sees are shown as what they are. A bare hash, digest or id stays: they are how people talk about a deploy. What was
 * redacted once does not change any more, and a line of JSON stays one.
 */
export function createRedact(secrets: Iterable<string> = [], rules?: readonly TokenRule[]): Redact {
  const forms = formsOf(secrets);
  const hideTokens = createHideTokens(rules);
  const redactText: Redact = (text) => {
    let clean = text;
    for (const form of forms) clean = clean.replaceAll(form, hidden);
    clean = hidePrivateKeys(clean);
    for (const shape of shapes) clean = clean.replace(shape, hidden);
    clean = hidePlaces(hideAddresses(hideTokens(clean)));
    clean = hideLinks(hideProgramPasswords(clean));
    clean = hideOtherwiseKeyed(hideYamlBlocks(hideKeyed(clean)));
    return hideRandomRuns(hideNextLines(hideTables(clean)));
  };
  const redact: Redact = (text) => showUnseen(readThrough(inEachJsonLine(text, redactField), redactText));
  const redactField = (item: string, key = ''): string => (isSecretOf(key, item) ? hidden : redact(item));
  return redact;
}

/** The same value with every text in it redacted; a text under the key of a secret is one, whatever it looks like. */
export function redactAll<Value>(value: Value, redact: Redact): Value {
  if (typeof value === 'string') return redact(value) as Value;
  if (Array.isArray(value)) return value.map((item: unknown) => redactAll(item, redact)) as Value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      typeof item === 'string' && isSecretOf(key, item) ? hidden : redactAll<unknown>(item, redact),
    ]),
  ) as Value;
}

function isSecretOf(key: string, item: string): boolean {
  return isSecretValue(item, kindOfKey(key), { isQuoted: true });
}
