import { stepHelperPath, sudoRule } from '#base/sudoers.ts';
import type { Service } from '#catalog/catalog.ts';
import type { Action } from '#runbooks/action.ts';
import { namedNeeds } from './need-of.ts';
import { resolveParams } from './params.ts';
import { renderStep, type StepContext } from './render-step.ts';
import { runsWith } from '#runtimes/runtimes.ts';

/**
 * What a login that is not root must be allowed for the actions on this service, beside what its probes need. Made by
 * rendering every action, so it allows what plans show and nothing else: commands with fixed words, and the helper,
 * whose arguments vary and are checked by itself against its root-owned settings.
 */
export function actSudoRules(actions: Iterable<Action>, service: Service): string[] {
  const rules: string[] = [];
  for (const action of actions) {
    if (action.refuse !== undefined) continue;
    if (action.can !== undefined && !runsWith(service, action.can)) continue;
    for (const need of action.target === 'need' ? namedNeeds(service) : [undefined])
      for (const command of commandsOf(action, service, need)) rules.push(...ruleOf(command));
  }
  return [...new Set(rules)].toSorted();
}

const login = { host: 'here', address: '', port: 22, user: '', hostKey: '' };

function commandsOf(action: Action, service: Service, need: StepContext['need']): string[] {
  const resolved = resolveParams(action, {}, service, []);
  const context: StepContext = {
    service,
    params: 'params' in resolved ? resolved.params : {},
    login,
    needLogin: login,
    need,
    helper: { path: stepHelperPath, sha256: '', textFor: () => '' },
    platformUrl: undefined,
    prefix: '',
  };
  return [...action.steps, ...action.otherwise].flatMap((step) => {
    if ('helper' in step) return [helperRule];
    const rendered = renderStep(step, 0, context);
    if ('refused' in rendered) return [];
    return rendered.flatMap(({ doing }) => {
      if (doing.via !== 'ssh') return [];
      return doing.command.startsWith(`${helperRule} `) ? [helperRule] : [doing.command];
    });
  });
}

/** Only the helper's arguments vary, and one rule does for all of them. */
const helperRule = `sudo -n ${stepHelperPath}`;

/** The paths at which Debian, Ubuntu and their like keep the programs of actions; sudoers wants whole paths. */
const places: Readonly<Record<string, string>> = { nginx: '/usr/sbin', apachectl: '/usr/sbin' };

function ruleOf(command: string): string[] {
  const words = wordsOf(command);
  const at = words[0] === 'cd' ? words.indexOf('&&') + 1 : 0;
  if (words[at] !== 'sudo' || words[at + 1] !== '-n') return [];
  const isAs = words[at + 2] === '-u';
  const [program = '', ...rest] = words.slice(at + (isAs ? 4 : 2));
  const path = program.startsWith('/') ? program : `${places[program] ?? '/usr/bin'}/${program}`;
  return [sudoRule(isAs ? (words[at + 3] ?? 'root') : 'root', path, rest)];
}

/** The words of a command as `quote` writes them: bare, or in single quotes. */
function wordsOf(command: string): string[] {
  const words = command.match(/(?:'[^']*'|\\'|[^\s'\\]+)+/g) ?? [];
  return words.map((word) =>
    word.replaceAll(/'([^']*)'|\\(')/g, (_all, inside?: string, mark?: string) => inside ?? mark ?? ''),
  );
}
