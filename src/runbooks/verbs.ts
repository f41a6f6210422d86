import { quote } from '#base/quote.ts';
import type { Service } from '#services/catalog.ts';
import { runsAs } from '#services/run-kind.ts';
import type { Verb } from './action.ts';

/** The command of a verb for how this service runs; undefined where its manager has no such verb. */
export function commandOf(verb: Verb, service: Service): string | undefined {
  const { kind, name } = runsAs(service);
  switch (kind) {
    case 'systemd':
      return of(['sudo', '-n', 'systemctl', verb === 'reset' ? 'reset-failed' : verb, name]);
    case 'supervisor':
      return verb === 'reload' || verb === 'reset'
        ? undefined
        : of(['sudo', '-n', 'supervisorctl', verb, name]);
    case 'docker':
      return verb === 'reload' || verb === 'reset' ? undefined : of(['docker', verb, name]);
    case 'compose':
      return composeCommand(verb, service);
    case 'pm2':
      return verb === 'reset' ? undefined : of(['pm2', verb, name]);
    case 'windows':
    case 'process':
    case 'coolify':
    case 'caprover':
      // Not one command: a start script with its directory, or calls of a platform's API. The plan spells them out.
      return undefined;
  }
}

function composeCommand(verb: Verb, service: Service): string | undefined {
  const { compose } = service.run;
  if (compose === undefined || verb === 'reload' || verb === 'reset') return undefined;
  const name = typeof compose === 'string' ? compose : compose.service;
  const project = typeof compose === 'string' ? [] : ['-p', compose.project];
  // A plain `up -d` would recreate what the service depends on as well.
  const words = verb === 'start' ? ['up', '-d', '--no-deps', name] : [verb, name];
  return of(['docker', 'compose', ...project, ...words]);
}

function of(words: readonly string[]): string {
  return words.map((word) => quote(word)).join(' ');
}
