import { hidden, looksRandom } from './value.ts';

/** The most that is looked at behind `scheme://user:`. */
const longestPassword = 1_000;
const address = /(["'`]?)(?<![a-z\d+.-])([a-z][a-z\d+.-]{0,30}:\/\/(?:[^\s:/@"'<>]{0,200}):)(?=\S)/gi;

/**
 * `scheme://user:secret@host`: the user stays, it helps to understand; so does an empty user. A password may hold every
 * character that it should not, so it goes up to the last `@`, unless that begins a path as in `host:8080/a/@scope`.
 */
export function hideAddresses(text: string): string {
  let clean = '';
  let done = 0;
  for (const found of text.matchAll(address)) {
    const from = found.index + found[0].length;
    if (from < done) continue;
    const around = found[1] === '' ? undefined : found[1];
    const end = endOfAddress(text, from, around);
    const rest = text.slice(from, end);
    const at = endOfPassword(rest);
    if (at === undefined) continue;
    clean += text.slice(done, from) + hidden;
    done = from + at;
  }
  return clean + text.slice(done);
}

function endOfAddress(text: string, from: number, around: string | undefined): number {
  const part = text.slice(from, from + longestPassword);
  const stops = [
    /[\s"<>`]/.exec(part)?.index,
    part.indexOf('://'),
    around === undefined ? -1 : part.indexOf(around),
  ];
  return from + Math.min(part.length, ...stops.filter((stop) => stop !== undefined && stop >= 0).map(Number));
}

function endOfPassword(rest: string): number | undefined {
  let last = -1;
  let lastInside = -1;
  for (let at = rest.indexOf('@'); at >= 0; at = rest.indexOf('@', at + 1)) {
    last = at;
    if (rest[at - 1] !== '/') lastInside = at;
  }
  const end = lastInside > 0 ? lastInside : last;
  if (end <= 0 || rest.startsWith(hidden)) return undefined;
  // A port and a path; and a variable's name says nothing.
  if (/^\d{1,5}(?:[/?#]|$)/.test(rest.slice(0, end)) && rest.slice(0, end).includes('/')) return undefined;
  return /^(?:\$\{?\w+\}?|<[^>]*>|\*+|%\w|\{\w*\})$/.test(rest.slice(0, end)) ? undefined : end;
}

const value = String.raw`[^\s"'|;<>]+`;
type Place = readonly [find: RegExp, keep?: (value: string) => boolean];

/** The secret is the named group; everything around it stays. */
const places: readonly Place[] = [
  [
    /\b(?:Bearer|Basic|Negotiate|NTLM)\s{1,4}(?<secret>[\w.~+/=-]{8,})/gi,
    (secret) =>
      /^[a-z_]+=(?!=*$)/.test(secret) ||
      (/^[a-z]+[.=]?$/i.test(secret) &&
        (secret.length < 16 || (/^[a-z]+\.?$/.test(secret) && secret.length < 20))),
  ],
  [
    /\b(?:Authorization|Proxy-Authorization)["']?\s{0,4}[:=]\s{0,4}["']?(?:Token|ApiKey|Key|GenieKey|SSWS|DPoP|Bot)\s{1,4}(?:token=)?["']?(?<secret>[^\s"',]{6,})/gi,
  ],
  [/\bDigest\s[^\n]{0,400}?\bresponse="(?<secret>[^"\n]+)"/gi],
  [
    /\b(?:x-)?(?:[\w-]{1,40}-)?(?:api-key|auth-token|access-token|csrf-token|vault-token|amz-security-token|private-token|auth-key)["']?\s{0,4}:\s{0,4}["']?(?<secret>[^\s"',]{6,})/gi,
    (secret) => /^[a-z]+$/.test(secret),
  ],
  [/(?<![\w-])Cookie["']?\s{0,4}:\s{0,4}["']?(?<secret>[\w.%-]+=[^"'\n\r]+)/gi],
  [/(?<![\w-])Set-Cookie["']?\s{0,4}:\s{0,4}["']?[\w.%-]+=(?<secret>[^\s;"',]{4,})/gi],
  [
    /[?&#](?:key|sig|code|auth|sid|state|k|t|signature|token|otp|pw|p|hash|X-Amz-Signature|X-Amz-Credential|AWSAccessKeyId)=(?<secret>[^\s&"'<>#]{8,})/gi,
    (secret) => !(looksRandom(secret) || /^[0-9a-f]{64}$/i.test(secret)),
  ],
  [
    /\b[a-z][a-z\d+.-]{0,30}:\/\/(?<secret>[\w%.~-]{20,200})@/gi,
    (secret) => !/\d/.test(secret) || /%40/.test(secret) || /^[a-z]+(?:[-._][a-z\d]{1,12})+$/i.test(secret),
  ],
  [/(?<![\w.-])[\w.-]{1,60}:(?<secret>[^\s:/][^\s]{0,199})@(?:tcp|unix|udp)\d?\(/g],
  [/\bjdbc:oracle:\w{1,10}:[\w$#]{1,60}\/(?<secret>[^\s@"']{2,100})@/gi],
  [/\b(?:sqlplus|rman|expdp|impdp)\s{1,4}[\w$#]{1,60}\/(?<secret>[^\s@"']{2,100})@?/gi],
  [
    new RegExp(
      String.raw`\b(?:curl|http|https|wget)\b[^\n|;]{0,300}?\s(?:-u|--user|--proxy-user|-U|-a|--auth)[\s=]{0,4}["']?[^\s:"']{1,100}:(?<secret>${value})`,
      'g',
    ),
    (secret) => secret.startsWith('$'),
  ],
  [new RegExp(String.raw`(?:-passin|-passout|-pass)\s{1,4}["']?pass:(?<secret>${value})`, 'g')],
  [
    new RegExp(
      String.raw`\becho\s(?:-\w\s)?["']?[\w.-]{1,60}:(?<secret>[^\n"']{1,200}?)["']?\s{0,4}\|\s{0,4}(?:sudo\s)?chpasswd`,
      'g',
    ),
  ],
  [
    new RegExp(
      String.raw`\becho\s(?:-\w\s)?["']?(?<secret>[^\n"'$|]{4,200}?)["']?\s{0,4}\|\s{0,4}(?:sudo -S|[^\n|]{1,100}--(?:password|passphrase)-(?:stdin|fd))`,
      'g',
    ),
  ],
  [
    new RegExp(
      String.raw`\bsmbclient\b[^\n|;]{0,200}?-U\s{1,4}["']?[^\s%"']{1,100}%(?<secret>${value})`,
      'g',
    ),
  ],
  [/\b(?:lftp|ncftp)\s[^\n|;]{0,100}?-u\s{1,4}["']?[^\s,"']{1,100},(?<secret>[^\s"'|;<>]+)/g],
  // mongo's db.auth(user, password)
  [/\.auth\(\s{0,4}(?:["'][^"'\n]{1,100}["']\s{0,4},\s{0,4})?["'](?<secret>[^"'\n]{3,200})["']\s{0,4}\)/g],
  // The words of nginx's secure_link_md5 that are no variable
  [/\bsecure_link_md5\s{1,10}["']?[^\s;"']{0,300}?[ \t}](?<secret>[^\s$;"']{4,200})(?=["']?\s{0,4};)/g],
  [/\bsecure_link_secret\s{1,10}["']?(?<secret>[^\s$;"']{4,200})/g],
  // SNMP's communities, OpenVPN's and IPsec's keys
  [
    /^\s{0,20}(?:rocommunity6?|rwcommunity6?|com2sec)[ \t]{1,10}(?<secret>\S{4,100})/gm,
    (secret) => secret === 'public',
  ],
  [/:[ \t]{1,4}PSK[ \t]{1,4}"(?<secret>[^"\n]{4,200})"/g],
  // AWS prints the id and then the key
  [
    /(?<=\[redacted\]["']?[,:;│|\s]{1,6}["']?)(?<secret>[A-Za-z0-9+/]{40})(?![\w+/=])/g,
    (secret) => /^[0-9a-f]+$/.test(secret),
  ],
  // A base64 of user:password as docker, npm and others keep it.
  [/"auth"\s{0,4}:\s{0,4}"(?<secret>[\w+/]{8,}={0,2})"/g],
  [/(?<!\w)_auth(?:Token)?\s{0,4}=\s{0,4}"?(?<secret>[^\s"]{6,})/g, (secret) => secret.startsWith('$')],
];

export function hidePlaces(text: string): string {
  let clean = text;
  for (const [find, keep] of places) {
    clean = clean.replace(find, (...found: unknown[]) => {
      const [whole] = found as [string];
      const { secret = '' } = found.at(-1) as { secret?: string };
      if (secret.startsWith('[redacted') || keep?.(secret) === true) return whole;
      const from = whole.lastIndexOf(secret);
      return whole.slice(0, from) + hidden + whole.slice(from + secret.length);
    });
  }
  return clean;
}
