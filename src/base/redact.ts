/** The one place where text loses its secrets. Everything that leaves the process passes here. */
export type Redact = (text: string) => string;

export const hidden = '[redacted]';

/** Shorter values would erase ordinary words; a secret that short protects nothing. */
const shortestSecret = 6;

/** Key names whose values are never shown. Compared without case, "-" and "_". */
const secretKey =
  /(?:pass(?:word|wd|phrase|code)?|pwd|secret|token|api[-_]?key|access[-_]?key|private[-_]?key|signing[-_]?key|encryption[-_]?key|credentials?|authorization|cookie|session[-_]?id|dsn|connection[-_]?string|otp|bearer|webhook[-_]?url)/i;

const shapes: readonly RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /\bxox[abeoprs]-[\w-]{8,}/g,
  /\bxapp-\d-[\w-]{8,}/g,
  /\bgh[opsur]_\w{20,}/g,
  /\bgithub_pat_\w{20,}/g,
  /\bglpat-[\w-]{16,}/g,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /\bAIza[\w-]{30,}/g,
  /\b[rs]k_(?:live|test)_\w{10,}/g,
  /\bsk-(?:proj-|ant-)?[\w-]{20,}/g,
  /\bnpm_\w{30,}/g,
  /\bSG\.[\w-]{16,}\.[\w-]{16,}/g,
  /\bdop_v1_[0-9a-f]{32,}/g,
  /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*/g,
  /https:\/\/hooks\.slack\.com\/services\/[\w/]+/g,
];

/** `scheme://user:secret@host`: the user stays, it helps to understand; so does an empty user. */
const urlCredentials = /([a-z][a-z0-9+.-]{0,30}:\/\/[^\s:/@"'<>]*):([^\s/"'<>]+)@/gi;
const authorizationHeader = /\b(Bearer|Basic|Token)\s+[\w.~+/=-]{8,}/gi;
/**
 * KEY=value, "key": "value", --key value. The key decides, the value is taken up to its natural end. A key has a bound:
 * without one, a log line that is one word of 40,000 letters takes 5 s, since every letter may begin a key.
 */
const keyed =
  /(["']?)([A-Za-z][\w.-]{0,99})\1(\s*(?:=>|[:=])\s*|\s+(?=["']))("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\s,;&"'}\])]+)/g;
const optioned = /(--?[A-Za-z][\w-]{0,99})(\s+)("[^"]*"|'[^']*'|[^\s"'-][^\s"']*)/g;

/**
 * A redactor that knows `secrets` by value (as they are, URL-encoded and in base64) and everything else by shape or by
 * the key before it. A bare hash, digest or id stays: they are how people talk about a deploy.
 */
export function createRedact(secrets: Iterable<string> = []): Redact {
  const values = new Set<string>();
  for (const secret of secrets) {
    if (secret.length < shortestSecret) continue;
    values.add(secret);
    values.add(encodeURIComponent(secret));
    values.add(btoa(String.fromCodePoint(...new TextEncoder().encode(secret))).replace(/=+$/, ''));
    values.add(JSON.stringify(secret).slice(1, -1));
  }
  // Longest first, so that a secret inside another does not leave the rest of it behind.
  const ordered = [...values].toSorted((a, b) => b.length - a.length);
  return (text) => {
    let clean = text;
    for (const value of ordered) clean = clean.replaceAll(value, hidden);
    for (const shape of shapes) clean = clean.replace(shape, hidden);
    clean = clean.replace(urlCredentials, `$1:${hidden}@`).replace(authorizationHeader, `$1 ${hidden}`);
    clean = clean.replace(keyed, (whole, mark: string, key: string, between: string, value: string) =>
      isSecretKey(key) && !isHarmless(value) ? `${mark}${key}${mark}${between}${mask(value)}` : whole,
    );
    return clean.replace(optioned, (whole, key: string, between: string, value: string) =>
      isSecretKey(key) && !isHarmless(value) ? `${key}${between}${mask(value)}` : whole,
    );
  };
}

function isSecretKey(key: string): boolean {
  return secretKey.test(key);
}

/** Words that say something about a secret without being one. */
function isHarmless(value: string): boolean {
  const bare = value.replaceAll(/^["']|["']$/g, '');
  return (
    bare === '' ||
    bare === hidden ||
    bare.startsWith(hidden) ||
    /^(?:true|false|null|none|undefined|yes|no|\d{1,4}|missing|set|unset|not|is|was|required|invalid|expired|wrong|\*+|<[^>]*>|(?:env|file):\S+)$/i.test(
      bare,
    )
  );
}

function mask(value: string): string {
  const quoteMark = /^["']/.exec(value)?.[0] ?? '';
  return `${quoteMark}${hidden}${quoteMark}`;
}

/** The same value with every text in it redacted; keys are names, not secrets. */
export function redactAll<Value>(value: Value, redact: Redact): Value {
  if (typeof value === 'string') return redact(value) as Value;
  if (Array.isArray(value)) return value.map((item: unknown) => redactAll(item, redact)) as Value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, redactAll<unknown>(item, redact)]),
  ) as Value;
}
