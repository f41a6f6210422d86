import { fieldsOf, textOf } from '#base/fields.ts';
import { logs, seeLogs } from '../logs/logs.ts';
import { defineProbe } from '../probe.ts';
import { readLog } from '../logs/read-log.ts';
import { notSeen, quoted } from '../make-observation.ts';
import { plain } from '../shell.ts';
import { bodyOf, caproverAsk, caproverPaths, coolifyAsk, coolifyPaths, onPlatform } from './answer.ts';

/**
 * Reads the service's output through the platform's API. Only for a service without a host: over SSH the log can be
 * read whatever its state, while Coolify shows none of what does not run.
 */
export const platformLogs = defineProbe({
  id: 'logs',
  title: { en: 'Logs', fr: 'Journaux' },
  scope: 'outside',
  usualMs: 400,
  facts: logs.facts,
  asks: ({ service }) => {
    const on = onPlatform(service);
    if (on === undefined || service.hosts.length > 0) return undefined;
    return {
      log:
        on.kind === 'coolify'
          ? coolifyAsk(coolifyPaths.logs(on.name))
          : caproverAsk(caproverPaths.logs(on.name)),
    };
  },
  read: ({ log }, { service, now, signatures }) => {
    const on = onPlatform(service);
    const text = fieldsOf(bodyOf(log))['logs'];
    const platform = on?.kind === 'coolify' ? 'Coolify' : 'CapRover';
    const source = { name: on?.kind ?? '', source: `${platform}: log of ${on?.name}`, command: '' };
    if (typeof text !== 'string') {
      const said =
        log.outcome === 'answered'
          ? (textOf(fieldsOf(log.body)['message']) ?? textOf(fieldsOf(log.body)['description']))
          : undefined;
      if (said === undefined)
        return notSeen('logs', { en: 'no log could be read', fr: 'aucun journal n’a pu être lu' });
      return notSeen('logs', refused(said), [
        quoted(source.source, `${log.outcome === 'answered' ? log.status : ''} ${said}`),
      ]);
    }
    const own = signatures.requiring(service.env?.required ?? []);
    return seeLogs([{ source, reading: readLog(plain(text), { nowMs: now }, own) }], [], now);
  },
});

function refused(said: string) {
  return /not running/i.test(said)
    ? {
        en: 'Coolify shows no log of an application that does not run: give its host, and the log is read over SSH',
        fr: 'Coolify ne montre pas le journal d’une application arrêtée : indiquez son hôte, et il sera lu par SSH',
      }
    : { en: 'the platform refuses: {said}', fr: 'la plateforme refuse : {said}', with: { said } };
}
