import { kindOfKey } from './keys.ts';
import { hidden, isName, isSecretValue, looksRandom } from './value.ts';

type Rule = { readonly find: RegExp; readonly isSecret?: (value: string, key: string) => boolean };

const any = String.raw`"[^"\n]{1,2000}"|'[^'\n]{1,2000}'|[^\s"'<>,;]+`;
const rule = (pattern: string, isSecret?: Rule['isSecret'], flags = 'gi'): Rule => ({
  find: new RegExp(pattern, flags),
  ...(isSecret === undefined ? {} : { isSecret }),
});
const byKey =
  (isQuoted: boolean) =>
  (value: string, key: string): boolean =>
    isSecretValue(unquoted(value), kindOfKey(key), { isQuoted });
const key = String.raw`(?<key>[A-Za-z_][\w.:-]{0,99})`;

/** Rules for keys and values in another order or form than `key=value`. */
const rules: readonly Rule[] = [
  // name: X, value: Y; <add key="X" value="Y"/>
  rule(
    String.raw`\b(?:name|key|param|variable)\\{0,3}["']?\s{0,4}[:=]\s{0,4}\\{0,3}["']?${key}\\{0,3}["']?[\s,]{1,40}\\{0,3}["']?(?:value|default)\\{0,3}["']?\s{0,4}[:=]\s{0,4}(?<value>\\{1,3}"[^"\\\n]{1,2000}|${any})`,
    byKey(true),
  ),
  rule(String.raw`<${key}(?:\s[^<>]{0,200})?>(?<value>[^<>\n]{1,2000})<\/`, byKey(true)),
  rule(String.raw`<key>${key}<\/key>\s{1,20}<string>(?<value>[^<>\n]{1,2000})<\/`, byKey(true)),
  // In other scripts, where a name has no capitals and no end
  rule(
    String.raw`(?<![\p{L}\d])(?:парол[ья]|пароль \p{L}{1,20}|секрет|токен|密码|密碼|口令|密钥|密鑰|パスワード|暗証番号|秘密鍵|トークン|비밀번호|암호|비밀키|토큰|كلمة المرور|كلمة السر|סיסמה|סיסמא|รหัสผ่าน|mật khẩu|κωδικός|парола|hasło|şifre)[ \t]{0,4}(?:[:=：]|は|是|为|為|—|-)[ \t]{0,4}["'«「“]?(?<value>[^\s"'»」”,，。、]{4,200})`,
    (value) => isSecretValue(value, 'strong', { isQuoted: true }) && /[\d!-/:-@]/.test(value),
    'giu',
  ),
  // ('X', 'Y'), define('X', 'Y'), ["--password", "Y"]
  rule(
    String.raw`(?<=\k<mark>(?<key>-{0,2}[A-Za-z_][\w.-]{0,99})(?<mark>["'])\s{0,4},\s{0,4})(?<value>"[^"\n]{1,2000}"|'[^'\n]{1,2000}')`,
    (value, k) => !/^[a-z_]+$|^-/i.test(unquoted(value)) && byKey(true)(value, k),
  ),
  rule(
    String.raw`(?<![\w-])(?<key>--?[a-z][\w-]{0,99})[ \t]{1,4}(?<value>"[^"\n]{0,2000}"|'[^'\n]{0,2000}'|[^\s"'-]\S*)`,
    (value, k) => isSecretValue(unquoted(value), kindOfKey(k), { isQuoted: true }),
  ),
  rule(
    String.raw`(?<=(?<![\w.-])(?:SetEnv|setenv|setx|fastcgi_param|uwsgi_param|ENV|ARG|proxy_set_header|more_set_headers|add_header|set(?:[ \t]{1,4}-{1,2}[A-Za-z-]{1,10}){0,3})[ \t]{1,4}\$?)${key}[ \t]{1,4}(?<value>${any})`,
    byKey(false),
    'gim',
  ),
  rule(
    String.raw`\b(?<key>requirepass|masterauth|masterpassword|insecure-password|storepass|keypass)[ \t"',]{1,4}(?<value>[^\s"']{4,})`,
  ),
  rule(
    String.raw`(?:\b(?:AUTH|auth)[ \t]{1,4}|"AUTH" )(?:"?default"? )?(?<value>"[^"\n]{4,}"|[^\s"']{8,})`,
    (value) => looksSecret(unquoted(value)),
    'g',
  ),
  rule(String.raw`\bon[ \t]{1,4}>(?<value>\S{6,})(?=[ \t]+[~&+])`),
  // PASSWORD 'x', IDENTIFIED BY 'x', secret "x"
  rule(
    String.raw`\b(?<key>password|passwd|passphrase|identified by|identified with [\w"'\`]{1,40} (?:by|as))(?:[ \t]{1,4}\(?|\()(?<value>"[^"\s]{4,}"|'[^'\n]{4,}')`,
    (value) => !isName(unquoted(value)) && isSecretValue(unquoted(value), 'strong', { isQuoted: true }),
  ),
  rule(
    String.raw`\b(?<key>secret|token|key|jeton|clé)[ \t]{1,4}(?<value>"[^"\s]{16,}"|'[^'\s]{16,}')`,
    (value) => looksRandom(unquoted(value)),
  ),
  rule(String.raw`\b(?:password|passwd|passphrase|token)[ \t]{1,4}[([](?<value>[^\s)\]]{6,})[)\]]`, (value) =>
    looksSecret(value),
  ),
  rule(String.raw`\bkey[ \t]{1,4}(?:is|was|est)[ \t]{1,4}["'\x60]?(?<value>[A-Za-z\d_-]{20,200})`, (value) =>
    isSecretValue(value, 'key', { isQuoted: true }),
  ),
  rule(String.raw`\b(?:token|secret|jeton|api key)[ \t]{1,4}(?<value>[^\s"']{16,})`, (value) =>
    looksRandom(value),
  ),
  // .netrc, and what looks like it
  rule(String.raw`\blogin[ \t\n]+\S{1,200}[ \t\n]+password[ \t\n]+(?<value>\S+)`),
  rule(String.raw`\buser[ \t]+\S{1,200}[ \t]+password[ \t]+(?<value>\S+)`, (value) => looksSecret(value)),
  // .pgpass; not `main.py:1204:` and not an address of IPv6
  rule(
    String.raw`(?<![\w.*:/-])(?![^\s:]{1,253}\.(?:[jt]sx?|py|rb|php|go|rs|java|c|h|cc|cpp|conf|log|sh):)(?=[^\s:]{0,253}[g-z.*])[\w.*-]{1,253}:(?:\d{4,5}|\*):[\w*-]{1,63}:[\w*-]{1,63}:(?<value>[^\s/:]\S{3,})`,
    (value) => !/^[\da-f:]+\)?$/i.test(value),
    'gm',
  ),
  // In a sentence, in English and in French
  rule(
    String.raw`(?<![\p{L}\d])(?<key>mots? de passe|code secret|clé (?:secrète|privée|d['’]api)|jeton d['’]accès|(?:api|access|secret|private|signing) key|auth token)(?:[ \t\u00A0\u202F]{1,4}[\p{L}\d@.'’-]{1,40}){0,3}?[ \t\u00A0\u202F]{0,4}(?:[:=]|est|is|was|était|(?=«))[ \t\u00A0\u202F]{0,4}(?:[«“"'\x60][ \u00A0\u202F]?)?(?<value>[^\s«»”"'\x60]{4,})`,
    (value) => looksSecret(value),
    'giu',
  ),
  rule(
    String.raw`\b(?<key>(?:with|using|by|temporary|initial|generated|default|root|admin|new|old|the)[ \t]+(?:password|passphrase|token|secret))(?:[ \t]+(?:is|was|set to|for [\w@.-]{1,60}[ :]{1,3}))?[ \t]{1,4}["'\x60]?(?<value>[^\s"'\x60]{6,})`,
    (value) => looksSecret(value),
  ),
  rule(
    String.raw`\b(?:temporary|initial|generated|new|one-time)[ \t][^\n]{0,40}?(?:password|passphrase|token|code)[^\n:]{0,60}:[ \t]{1,4}(?<value>\S{6,})`,
    (value) => looksSecret(value),
  ),
  rule(
    String.raw`\b(?:password|passphrase|token|secret)(?:[ \t]+for [\w@.-]{1,60})?[ \t]+(?:is|was|set to|changed to|est)[ \t]*:?[ \t]+["'\x60]?(?<value>[^\s"'\x60]{6,})`,
    (value) => looksSecret(value),
  ),
];

/** In a sentence only what no ordinary word looks like. */
function looksSecret(value: string): boolean {
  const bare = value.replace(/[.,;:!?)\]]+$/, '');
  if (!isSecretValue(bare, 'strong', { isQuoted: false }) || /^[/~.$<(]|\.\w{1,4}$/.test(bare)) return false;
  return (
    /\d/.test(bare) &&
    /[\p{L}]/u.test(bare) &&
    !/^(?:[0-9a-f]{7,128}|v?\d[\d.]*\w?|[\w.-]+:\d+|[0-9a-f-]{36})$/i.test(bare)
  );
}

function unquoted(value: string): string {
  return value.replace(/^\\*["']/, '').replace(/\\*["']$/, '');
}

export function hideOtherwiseKeyed(text: string): string {
  let clean = text;
  for (const { find, isSecret } of rules) {
    clean = clean.replace(find, (...found: unknown[]) => {
      const groups = found.at(-1) as { key?: string; value?: string };
      const [whole] = found as [string];
      const value = groups.value ?? '';
      if (value.includes(hidden) || isSecret?.(value, groups.key ?? '') === false) return whole;
      const from = whole.lastIndexOf(value);
      const open = /^\\*["']/.exec(value)?.[0] ?? '';
      const close = open === '' ? '' : (/\\*["']$/.exec(value)?.[0] ?? '');
      return whole.slice(0, from) + open + hidden + close + whole.slice(from + value.length);
    });
  }
  return clean;
}
