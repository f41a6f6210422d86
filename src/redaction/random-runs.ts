import { bitsPerChar, hidden } from './value.ts';
import { isMadeOfWords } from './tokens.ts';

/** From here on a run of letters and digits without a meaning is a token more often than an id. */
const longRun = 40;
/** Behind a prefix such as `acme_live_` a shorter one is. */
const longBehindPrefix = 30;
/** The shortest part of a random run: text drawn from 64 characters has some hyphens or underscores. */
const shortestPart = 14;

const prefixed =
  /(?<![\w./+=-])[A-Za-z][A-Za-z0-9]{1,15}(?:[_-][A-Za-z0-9]{1,10}){0,3}[_.-](?=[A-Za-z0-9_-]{30})[A-Za-z0-9_-]+(?![\w/+=])/g;
const bare = /(?<![\w./+=-])[A-Za-z0-9_-]{40,}(?![\w/+=])/g;
/** The words that mark a run as a hash, an id or the text of something public. */
const publicBefore =
  /(?:sha-?\d{1,3}|md5|hash|etag|digest|fingerprint|checksum|integrity|thumbprint|nonce|challenge|kid|trace|span|[^a-z]id|cf-id|id-2|commit|revision|build|version|public|certificate|ssh-\w+|AAAA\w*|x5t|x5c|cursor|continue|page\w*)["'`]?[ \t]?[-=:\s(/~]{1,3}["'`]?$|base64,$/i;

const publicBlock =
  /(-----BEGIN [A-Z0-9 ]{0,40}(?:CERTIFICATE|PUBLIC KEY|REQUEST|CRL|SIGNATURE|MESSAGE)-----[\s\S]{0,20000}?(?:-----END|$))/;

/** Tokens of whoever no rule knows: long, without any word in it, of capitals, small letters and digits. */
export function hideRandomRuns(text: string): string {
  return text
    .split(publicBlock)
    .map((part, i) => (i % 2 === 1 ? part : hide(hide(part, prefixed, longBehindPrefix), bare, longRun)))
    .join('');
}

function hide(text: string, find: RegExp, least: number): string {
  return text.replace(find, (found, at: number) => {
    if (!isRandom(found, least) || isMadeOfWords(found)) return found;
    return publicBefore.test(text.slice(Math.max(0, at - 30), at)) ? found : hidden;
  });
}

function isRandom(text: string, least: number): boolean {
  // The last part is what an issuer draws; what stands before it says who did.
  const run = /[A-Za-z0-9]+(?:[_-][A-Za-z0-9]+){0,2}$/.exec(text)?.[0] ?? '';
  const longest = run.split(/[_-]/).toSorted((a, b) => b.length - a.length)[0] ?? '';
  if (run.length < least - 8 || longest.length < shortestPart || !/\d/.test(longest)) return false;
  const digits = run.replaceAll(/\D/g, '').length;
  return (
    /[a-z]/.test(run) &&
    /[A-Z]/.test(run) &&
    digits >= 2 &&
    changes(run) >= run.length / 4 &&
    bitsPerChar(run) >= 3.8
  );
}

/** How often small letters, capitals and digits take turns: in words and camel case seldom. */
function changes(run: string): number {
  const kinds = Array.from(run, (char) => (/[a-z]/.test(char) ? 'a' : /[A-Z]/.test(char) ? 'A' : '0'));
  return kinds.filter((kind, i) => i > 0 && kind !== kinds[i - 1]).length;
}
