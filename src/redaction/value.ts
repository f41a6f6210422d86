import { kindOfKey, type KeyKind } from './keys.ts';

export const hidden = '[redacted]';

/** Words that say something about a secret without being one, in what programs and people write. */
const plain = new Set(
  (
    'true false null nil none undefined yes no on off missing set unset not is was were are has have must should required invalid expired ' +
    'wrong empty unexpected expected malformed denied failed failure forbidden unauthorized revoked rejected mismatch ok valid absent unknown ' +
    'disabled enabled optional default changed incorrect changeable present provided given configured found used unused accepted verified ' +
    'str string int integer number boolean bool any unknown bytes object array list dict text varchar char secretstr buffer uint8array ' +
    'manquant manquante invalide requis expiré expirée refusé refusée incorrecte absente vide non oui aucun redacted filtered hidden masked ' +
    'protected private public the a an and or for in of to with from le la les un une du de et ou pour password token secret key cookie ' +
    'basic bearer digest negotiate prompt stdin ask never always auto error warning info debug sha256 md5 required. missing. invalid. expired.'
  ).split(' '),
);

/** The start of code that says where a value comes from instead of what it is. */
const codeRoot =
  /^(?:self|this|settings|config|conf|cfg|process|os|sys|args|opts|options|req|request|res|env|app|props|params|data|user|ctx|context|state|input|form|body|values?|kwargs|secrets?|credentials?|creds|session|module|Rails|System|Deno|import|current_app|vault)[.[?]/;
const placeholder =
  /^(?:\*+|x{3,}|X{3,}|\.{3,}|…|<[^<>]{1,60}>|<your\S*|\$\{[^}]*\}?\S*|\$\([^)]*\)?|\$[A-Za-z_]\w*(?:[.:/]\S*)?|\{\{.*|(?:\w+ )?\$\{[^}]*\}|%[a-z]|%\(\w+\)[a-z]?|%\w+%|\$\d+|\?|:[a-z_]+|#\{.*|(?:env|file|vault|ssm|arn|secret|op):\S+|\[?redacted.*|\[\w+\]?|\(\w+\)?|\d{1,4}|0x[\da-f]{1,16}|\d+(?::\d+)+:?|[\^~]?v?\d+(?:\.\d+){2}(?:-[\w.]+)?|[-=~/|\\()[\]{}.,;:!?<>+*&^%$#@"']+)$/i;
const callOrIndex = /^(?:await |new )?[A-Za-z_$][A-Za-z_$.]*[([]|^[A-Z][A-Za-z]+<[a-z]|^[A-Z][A-Za-z]+\{/;

export type Written = {
  readonly isQuoted: boolean;
  /** Uppercase name and `=`: an environment, where every value is one. */
  readonly isEnv?: boolean;
  /** More words follow: a sentence, if this is an ordinary word. */
  readonly goesOn?: boolean;
};

/** Whether what stands after a key of this kind is a secret, by how it looks and how it is written. */
export function isSecretValue(raw: string, kind: KeyKind, written: Written): boolean {
  const value = raw.trim();
  if (kind === 'none' || value === '' || value.startsWith(hidden.slice(0, -1))) return false;
  if (placeholder.test(value) || (value.includes('://') && value.includes(hidden))) return false;
  if (kind !== 'strong') return looksDrawn(value, kind) && !callOrIndex.test(value);
  if (isPath(value)) return false;
  if (written.isEnv === true) return !/^(?:true|false|null|none|yes|no|on|off|undefined)$/i.test(value);
  if (plain.has(value.toLowerCase())) return false;
  if (written.isQuoted) return !isSentence(value) && !isName(value);
  if (isCode(value)) return false;
  return !(written.goesOn === true && /^[\p{L}'’-]+[.,;:!?]?$/u.test(value));
}

/** Tells whether a value is code: a call, a field, another variable; an object or a package as Java names it. */
function isCode(value: string): boolean {
  if (/^(?:com|org|net|io|java|javax|android|sun|jdk)(?:\.[A-Za-z_$][\w$-]*){2,}(?:[@/:]\S*)?$/.test(value))
    return true;
  if (callOrIndex.test(value) || codeRoot.test(value) || isName(value) || /^[[({]+["'\s]*$/.test(value))
    return true;
  if (/\d/.test(value)) return false;
  return (
    /^[A-Za-z_$][\w$]*(?:\??\.[A-Za-z_$][\w$]*)+;?$/.test(value) ||
    (/^[A-Za-z]+;?$/.test(value) && kindOfKey(value) === 'strong')
  );
}

/** Tells whether a value is the path of a secret; no part of it may look like one. */
function isPath(value: string): boolean {
  return (
    /^(?:[\w-]+:)?[~.]{0,2}(?:\/[\w.@-]+){2,}\/?$/.test(value) &&
    !value.split('/').some((part) => looksRandom(part))
  );
}

/** Three words or more without anything that a password would have. */
function isSentence(value: string): boolean {
  return /^[\p{L}'’,.:;()-]+(?: [\p{L}'’,.:;()-]+){2,}[.!?…]?$/u.test(value);
}

/** The name of a variable instead of its value. */
export function isName(value: string): boolean {
  return /^[A-Z][A-Z\d]*(?:_[A-Z\d]+)+$/.test(value);
}

const hash = /^(?:sha\d+[:-])?(?:[0-9a-f]{7,128}|[0-9A-F]{7,128})$/;
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Behind a name that may mean a secret: random, or letters and digits without a word; behind `X_KEY` any hash as well. */
function looksDrawn(value: string, kind: KeyKind): boolean {
  if (looksRandom(value)) return true;
  if (kind === 'key' && /^(?:[0-9a-f]{32,}|[0-9A-F]{32,})$/.test(value)) return true;
  if (!/^[A-Za-z\d_-]{20,200}$/.test(value) || hash.test(value) || uuid.test(value)) return false;
  const turns = value.match(/\d(?=[A-Za-z])|[A-Za-z](?=\d)|[a-z](?=[A-Z])|[A-Z](?=[a-z])/g)?.length ?? 0;
  return turns >= value.length / 6 && bitsPerChar(value) >= 3.3;
}

/** Long, of many kinds of characters, and neither a hash, an id, a path, an address nor words. */
export function looksRandom(value: string, atLeast = 16): boolean {
  if (value.length < atLeast || /[\s:<>()|]/.test(value) || hash.test(value) || uuid.test(value))
    return false;
  if (/(?:^|[\\/])[A-Za-z]{4,}[\\/]/.test(value)) return false;
  if (/^[~./]|^[a-z]+(?:[-_./@][a-z\d]{1,12})+$/i.test(value)) return false;
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z\d]/].filter((kind) => kind.test(value)).length;
  return kinds >= 3 && bitsPerChar(value) >= 3;
}

export function bitsPerChar(value: string): number {
  const counts = new Map<string, number>();
  for (const char of value) counts.set(char, (counts.get(char) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / value.length) * Math.log2(count / value.length);
  return bits;
}
