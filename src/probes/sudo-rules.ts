import { proxyLogs, stepHelperPath, sudoRule } from '#base/sudoers.ts';
import type { Service } from '#catalog/catalog.ts';
import { runsAs } from '#catalog/run-kind.ts';
import { commandAs } from './http/checks.ts';
import { planArguments } from './code/migrations.ts';
import { kernelLogCommand } from './host/oom.ts';
import { statFormat, statPaths, statUser } from './process/paths.ts';
import { runtimeOf } from '#runtimes/runtimes.ts';

/**
 * The sudo rules of the probes of this service for a login that is not root, as sudoers writes them, without the
 * login: `ALL=(root) NOPASSWD: /usr/sbin/nginx -T`. Every argument is fixed, and none is a path that somebody less
 * than root controls. Membership in the groups `adm` and `systemd-journal` does for logs what the rules for them do.
 */
export function sudoRules(service: Service): string[] {
  const { name } = runsAs(service);
  const rules = [
    root('/usr/bin/ss', '-Hltnpe'),
    root('/usr/bin/journalctl', ...kernelLogCommand.split(' ').slice(1)),
    root('/usr/sbin/nft', 'list', 'ruleset'),
    ...runtimeOf(service)
      .sudo(service)
      .map((command) => rootLine(command)),
  ];
  if (service.logs.includes('journal') && runtimeOf(service).unit(service) === undefined)
    rules.push(
      root(
        '/usr/bin/journalctl',
        '-u',
        name,
        '-n',
        '200',
        '-a',
        '-o',
        'short-unix',
        '--no-hostname',
        '--no-pager',
      ),
    );
  for (const path of service.logs.filter((each) => each !== 'journal'))
    rules.push(helper(service, 'read-log', path));
  if (service.proxy?.nginx !== undefined)
    rules.push(root('/usr/sbin/nginx', '-T'), helper(service, 'read-log', proxyLogs.nginx));
  if (service.proxy?.apache !== undefined)
    rules.push(root('/usr/sbin/apachectl', '-t'), helper(service, 'read-log', proxyLogs.apache));
  if (service.proxy?.caddy !== undefined)
    rules.push(
      root('/usr/bin/caddy', 'validate', '--adapter', 'caddyfile', '--config', '/etc/caddy/Caddyfile'),
      root('/usr/bin/journalctl', '-u', 'caddy', '-n', '200', '-a', '-o', 'cat', '--no-pager'),
    );
  if (service.env?.file !== undefined) rules.push(helper(service, 'env-names'));
  const reader = statUser(service);
  if (statPaths(service).length > 0 && reader !== undefined)
    rules.push(as(reader, '/usr/bin/stat', '-Lc', statFormat, ...statPaths(service)));
  for (const check of service.checks) {
    if (check.run !== undefined && check.user !== undefined)
      rules.push(as(check.user, '/usr/bin/timeout', ...commandAs(check).slice(1)));
  }
  if (service.deploy?.manage !== undefined && service.deploy.user !== undefined)
    rules.push(as(service.deploy.user, '/usr/bin/timeout', ...planArguments(service).slice(1)));
  for (const need of service.needs.flatMap((each) => Object.values(each))) {
    if ('supervisor' in need && need.supervisor !== undefined)
      rules.push(root('/usr/bin/supervisorctl', 'status', need.supervisor));
  }
  return [...new Set(rules)];
}

function root(command: string, ...words: readonly string[]): string {
  return as('root', command, ...words);
}

/**
 * Reads, with root's helper, what lies where its user could put a link: as that user, or by a descriptor it checked.
 */
function helper(service: Service, ...words: readonly string[]): string {
  return root(stepHelperPath, service.name, ...words);
}

function as(user: string, command: string, ...words: readonly string[]): string {
  return sudoRule(user, command, words);
}

/** Run readers give their commands as one line, words parted by single spaces. */
function rootLine(command: string): string {
  const [program = '', ...words] = command.split(' ');
  return root(program, ...words);
}
