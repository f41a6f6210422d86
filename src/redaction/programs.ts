import { hidden } from './value.ts';

/**
 * The programs that take a password behind a short option. The program decides: `-p` is a password for `docker
 * login`, a project for `docker compose`, a port for `ssh` and `psql`, and parents for `mkdir`.
 */
type ProgramRule = {
  readonly programs: string;
  /** Options with a space, a `=` or nothing before the value. */
  readonly options: string;
  /** Without a space, as `mysql -pSECRET`. */
  readonly isJoined?: true;
  readonly keep?: (value: string) => boolean;
};

const isVariable = (value: string): boolean => /^\$\{?\w+\}?$|^\$\(/.test(value);
const isNumber = (value: string): boolean => /^[\d.:]+$/.test(value);
const hasNoDigit = (value: string): boolean => !/\d/.test(value) || !/[a-z]/i.test(value);

const mysql = 'mysql|mysqldump|mysqladmin|mariadb|mariadb-dump|mariadb-admin|mysqlimport|mysqlcheck|mysqlsh';
const rules: readonly ProgramRule[] = [
  { programs: mysql, options: '-p', isJoined: true },
  // Here a program asks and the word is a database, but people who type a password there mean one.
  { programs: mysql, options: '-p', keep: (value) => isNumber(value) || hasNoDigit(value) },
  { programs: 'sshpass', options: '-p', isJoined: true },
  { programs: 'sshpass', options: '-p' },
  {
    programs: '(?:docker|podman|nerdctl|buildah|skopeo|crane|oras)[ \\t][^\\n|;]{0,80}?login',
    options: '-p|--password',
  },
  {
    programs: '(?:helm|az|oc|cf|ibmcloud|argocd|rancher|harbor|nuget|gh)[ \\t][^\\n|;]{0,80}?login',
    options: '-p|--pw|--password',
  },
  { programs: 'mongo|mongosh|mongodump|mongorestore|mongoexport|mongoimport|mongostat', options: '-p' },
  { programs: 'redis-cli|valkey-cli|keydb-cli', options: '-a|--pass' },
  {
    programs: 'ldapsearch|ldapadd|ldapmodify|ldapwhoami|ldapdelete|ldappasswd',
    options: '-w|-s',
    keep: (value) => /^(?:base|one|sub)$/.test(value),
  },
  {
    programs: 'mosquitto_pub|mosquitto_sub|sqlcmd|bcp|ipmitool|smbget|tsql|influx',
    options: '-P',
    keep: isNumber,
  },
  { programs: 'rdesktop|clickhouse-client|ncftp|cqlsh|unrar|rar', options: '-p', keep: isNumber },
  { programs: 'zip|unzip', options: '-P' },
  { programs: '7za?|rar|unrar', options: '-p', isJoined: true },
  { programs: 'snmp(?:walk|get|bulkwalk|set|table)', options: '-c|-A|-X' },
  { programs: 'ssh-keygen', options: '-N|-P' },
  { programs: 'openssl[ \\t]{1,4}\\w{2,12}', options: '-k|-K|-passin|-passout|-pass' },
  { programs: 'nmcli', options: 'password' },
  { programs: 'wpa_passphrase[ \\t]{1,4}\\S{1,40}', options: '' },
  { programs: 'xfreerdp\\d?|wlfreerdp', options: '/p:', isJoined: true },
  { programs: 'useradd|usermod', options: '-p' },
  { programs: 'net use', options: '\\\\\\\\\\S{1,100}(?: \\S{1,60})?' },
  {
    programs:
      'htpasswd[ \\t](?:[^\\n|;]{0,80}[ \\t])?-\\w{0,6}b\\w{0,6}[ \\t]{1,4}\\S{1,200}[ \\t]{1,4}\\S{1,100}',
    options: '',
  },
  { programs: 'add_user|change_password|authenticate_user', options: '[\\w@.-]{1,100}' },
  { programs: 'npm config set', options: '\\S{0,200}_(?:authToken|auth|password)' },
  { programs: 'radtest[ \\t]{1,4}\\S{1,60}', options: '' },
];

const value = String.raw`(?:"(?<secret>[^"\n]{1,500})"|'(?<secret>[^'\n]{1,500})'|(?<secret>[^\s"'|;<>]{1,500}))`;

const compiled = rules.map(({ programs, options, isJoined, keep }) => {
  const gap = isJoined === true ? '' : options === '' ? String.raw`[ \t]{1,4}` : String.raw`[ \t=]{1,4}`;
  const before = options === '' ? '' : String.raw`[^\n|;]{0,200}?[ \t](?:${options})`;
  return {
    find: new RegExp(String.raw`(?<![\w-])(?:${programs})(?![\w-])${before}${gap}${value}`, 'g'),
    keep,
  };
});

export function hideProgramPasswords(text: string): string {
  let clean = text;
  for (const { find, keep } of compiled) {
    clean = clean.replace(find, (...found: unknown[]) => {
      const [whole] = found as [string];
      const { secret = '' } = found.at(-1) as { secret?: string };
      if (secret.startsWith(hidden.slice(0, -1)) || isVariable(secret) || keep?.(secret) === true)
        return whole;
      const from = whole.lastIndexOf(secret);
      return whole.slice(0, from) + hidden + whole.slice(from + secret.length);
    });
  }
  return clean;
}
