import { fieldsOf, listOf } from '#base/fields.ts';
import { env } from '../process/env.ts';
import { defineProbe } from '../probe.ts';
import { known, notSeen, quoted } from '../make-observation.ts';
import { bodyOf, caproverAsk, caproverPaths, coolifyAsk, coolifyPaths, onPlatform } from './answer.ts';
import { appIn } from './caprover.ts';

/** Are the variables set that the service needs? The platform tells names; what they hold never gets here. */
export const platformEnv = defineProbe({
  id: 'env',
  title: { en: 'Environment', fr: 'Environnement' },
  scope: 'outside',
  usualMs: 200,
  facts: env.facts,
  asks: ({ service }) => {
    const on = onPlatform(service);
    if (on === undefined || service.env === undefined) return undefined;
    return {
      env: on.kind === 'coolify' ? coolifyAsk(coolifyPaths.envs(on.name)) : caproverAsk(caproverPaths.apps),
    };
  },
  read: ({ env: answer }, { service }) => {
    const on = onPlatform(service);
    const body = bodyOf(answer);
    const rows = on?.kind === 'coolify' ? body : appIn(body, on?.name ?? '')?.['env'];
    if (rows === undefined || on === undefined)
      return notSeen('env', { en: 'the platform did not say', fr: 'la plateforme ne l’a pas dit' });
    const rules = service.env ?? { required: [], equals: {} };
    const equals = Object.keys(rules.equals ?? {});
    const required = [...new Set([...rules.required, ...equals])];
    const states = new Map(
      listOf(rows)
        .map(fieldsOf)
        .map((row) => [String(row['key']), row]),
    );
    const having = (state: string): string[] =>
      required.filter((name) => states.get(name)?.['state'] === state);
    const missing = required.filter((name) => !states.has(name));
    const empty = having('empty');
    const placeholder = having('placeholder');
    const wrong = equals.filter((name) => states.get(name)?.['equal'] === false);
    const bad = [...new Set([...missing, ...empty, ...placeholder, ...wrong])];
    const lists = { missing, empty, placeholder, wrong };
    const told = Object.entries(lists).flatMap(([what, names]) =>
      names.length === 0 ? [] : [`${what}: ${names.join(', ')}`],
    );
    return {
      probe: 'env',
      status: bad.length > 0 ? ('bad' as const) : ('ok' as const),
      facts: known({
        missing: some(missing),
        empty: some(empty),
        placeholder: some(placeholder),
        wrong: some(wrong),
        present: required.length - missing.length,
      }),
      evidence: [
        quoted(
          `${on.kind === 'coolify' ? 'Coolify' : 'CapRover'}: variables of ${on.name}`,
          [...told, `${states.size} names are defined: ${[...states.keys()].join(', ')}`].join('\n'),
          'missing',
          'empty',
          'placeholder',
          'wrong',
          'present',
        ),
      ],
      says:
        bad.length > 0
          ? {
              en: 'variables missing, empty or wrong: {bad}',
              fr: 'variables absentes, vides ou fausses : {bad}',
              with: { bad },
            }
          : {
              en: 'all {count} variables are set',
              fr: 'les {count} variables sont définies',
              with: { count: required.length },
            },
    };
  },
});

function some(names: readonly string[]): readonly string[] | undefined {
  return names.length === 0 ? undefined : names;
}
