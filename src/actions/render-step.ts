import type { Phrase } from '#base/phrase.ts';
import { quote } from '#base/quote.ts';
import type { Service } from '#catalog/catalog.ts';
import { runsAs } from '#catalog/run-kind.ts';
import type { Verb } from '#catalog/verb.ts';
import type { ActionStep } from '#runbooks/action.ts';
import type { Words } from '#runtimes/runtime.ts';
import { runsWith, runtimeOf } from '#runtimes/runtimes.ts';
import { needVerb, type NamedNeed } from './need-of.ts';
import { fillWord, type Params } from './params.ts';
import { platformCall } from './platform-calls.ts';
import type { Doing, Login, PlanStep } from './plan.ts';
import { proxyVerb } from './proxy-verb.ts';

/** The helper for privileged operations with variable arguments: installed on the host, or sent along to a root login. */
export type Helper = {
  readonly path: string;
  readonly sha256: string;
  /** The helper with what this service may do in it, for a root login on whose host nothing is installed. */
  readonly textFor: (service: Service) => string;
};

/** `isNotFor`: it makes no sense for this service at all, rather than lacking something a person could give. */
export type Refused = { readonly refused: Phrase; readonly isNotFor?: boolean };

export type StepContext = {
  readonly service: Service;
  readonly params: Params;
  readonly login: Login | undefined;
  readonly needLogin: Login | undefined;
  readonly need: NamedNeed | undefined;
  readonly helper: Helper;
  readonly platformUrl: string | undefined;
  /** Before the step's own number in its id: `web-1`, `web-1-otherwise`. */
  readonly prefix: string;
};

const usualTimeoutMs = 60_000;

/** A step of an action as what would really run: none when it is not for this way of running or lacks an optional value. */
export function renderStep(
  step: ActionStep,
  index: number,
  context: StepContext,
): readonly PlanStep[] | Refused {
  if (step.can !== undefined && !runsWith(context.service, step.can)) return [];
  const parts = 'verb' in step && step.of === 'service' ? verbParts(step, context.service) : [step];
  if (parts === undefined && 'verb' in step)
    return { refused: noVerb(step.verb, context.service), isNotFor: true };
  const rendered: { readonly part: Part; readonly doing: Doing }[] = [];
  for (const part of parts ?? []) {
    const doings = doingsOf(part, context);
    if ('refused' in doings) return doings;
    rendered.push(...doings.map((doing) => ({ part, doing })));
  }
  return rendered.map(({ part, doing }, i) => ({
    id: `${context.prefix}-${index + 1}${rendered.length > 1 ? String.fromCodePoint(97 + i) : ''}-${nameOf(part)}`,
    says:
      step.says === undefined
        ? saysOf(part, context)
        : { ...step.says, with: { ...context.params, service: titleOf(context.service) } },
    doing,
    once: step.once,
    mayFail: step.may_fail,
    timeoutMs: part.timeout ?? ('wait' in part ? part.wait + 1000 : usualTimeoutMs),
  }));
}

/** A step, or what a verb of the service comes to where it runs as it does. */
type Part = ActionStep & { readonly command?: Words };

/** A verb as the service's way to run has it: its own commands, the helper, its platform; it may name another verb of its own. */
function verbParts(step: Extract<ActionStep, { verb: string }>, service: Service): Part[] | undefined {
  const { verb, of, ...fields } = step;
  const { id: _id, ...unnamed } = fields;
  return runtimeOf(service)
    .verb(verb, service)
    ?.flatMap((one): Part[] => {
      if ('words' in one) return [{ ...step, command: one }];
      if ('verb' in one) return verbParts({ ...unnamed, verb: one.verb, of }, service) ?? [];
      if ('helper' in one) return [{ ...unnamed, helper: one.helper, args: [] }];
      return [{ ...fields, platform: one.platform, args: {}, timeout: step.timeout ?? one.timeoutMs }];
    });
}

function doingsOf(step: Part, context: StepContext): readonly Doing[] | Refused {
  if ('wait' in step) return [{ via: 'wait', ms: step.wait }];
  if ('platform' in step) {
    const call = platformCall(step.platform, step.args, context);
    return 'refused' in call ? call : call.calls.map((one) => ({ via: 'platform', call: one }));
  }
  const login =
    step.on === 'need' || ('verb' in step && step.of === 'need') ? context.needLogin : context.login;
  if (login === undefined) return { refused: noHost(context.service), isNotFor: true };
  if (step.command !== undefined) return [ssh(step.command, login)];
  if ('verb' in step) {
    const words = step.of === 'proxy' ? proxyVerb(step.verb, context.service) : needWords(step.verb, context);
    return words === undefined
      ? { refused: noVerb(step.verb, context.service), isNotFor: true }
      : words.map((one) => ssh(one, login));
  }
  if ('helper' in step) return helperDoing(step, context, login);
  if ('catalog' in step) return catalogWords(step.catalog, context.service).map((one) => ssh(one, login));
  const words = step.run.map((word) => fillWord(word, context.params));
  const as = step.as === undefined ? undefined : fillWord(step.as, context.params);
  const dir = step.in === undefined ? undefined : fillWord(step.in, context.params);
  // An optional value that nobody knows: this step is about that value, so it is left out.
  if (words.includes(undefined) || (step.in !== undefined && dir === undefined)) return [];
  const known = words.filter((word) => word !== undefined);
  return [ssh({ words: known, ...(as === undefined ? {} : { as }) }, login, dir)];
}

function needWords(verb: Verb, { need }: StepContext): readonly Words[] | undefined {
  return need === undefined ? undefined : needVerb(verb, need);
}

/** `sudo -n` never asks: without the right it fails at once, and says so. */
function ssh({ words, as }: Words, login: Login, dir?: string): Doing {
  const isSelf = as === undefined || as === login.user;
  const elevated = isSelf
    ? words
    : as === 'root'
      ? ['sudo', '-n', ...words]
      : login.user === 'root'
        ? ['runuser', '-u', as, '--', ...words]
        : ['sudo', '-n', '-u', as, ...words];
  const command = elevated.map((word) => quote(word)).join(' ');
  return {
    via: 'ssh',
    host: login.host,
    command: dir === undefined ? command : `cd ${quote(dir)} && ${command}`,
  };
}

function helperDoing(
  step: Extract<ActionStep, { helper: string }>,
  context: StepContext,
  login: Login,
): readonly Doing[] {
  const args = step.args.map((arg) => fillWord(arg, context.params));
  if (args.includes(undefined)) return [];
  const { helper, service } = context;
  const words = [service.name, step.helper, ...args.filter((arg) => arg !== undefined)];
  const secret = step.stdin === undefined ? undefined : fillWord(step.stdin, context.params);
  const stdin = secret === undefined ? {} : { stdin: { reference: secret } };
  if (login.user !== 'root' || secret !== undefined) {
    const command = [...(login.user === 'root' ? [] : ['sudo', '-n']), helper.path, ...words]
      .map((word) => quote(word))
      .join(' ');
    return [{ via: 'ssh', host: login.host, command, ...stdin }];
  }
  // A root login needs nothing installed: the helper and what it may do travel with the command.
  const command = ['sh', '-s', '--', ...words].map((word) => quote(word)).join(' ');
  const text = helper.textFor(service);
  return [
    {
      via: 'ssh',
      host: login.host,
      command,
      stdin: text,
      stdinNote: `resus-step sha256:${helper.sha256.slice(0, 12)}`,
    },
  ];
}

/** The owner's own commands, as the catalog has them: one line each, run by `sh` as the deploy user. */
function catalogWords(which: 'deploy.steps' | 'checks', service: Service): readonly Words[] {
  const user = service.deploy?.user;
  const line = (text: string, dir: string | undefined, as = user): Words => ({
    words: ['sh', '-c', dir === undefined ? text : `cd ${quote(dir)} && ${text}`],
    ...(as === undefined ? {} : { as }),
  });
  if (which === 'deploy.steps')
    return (service.deploy?.steps ?? []).flatMap((step) =>
      typeof step === 'string' ? [line(step, service.deploy?.dir)] : [],
    );
  return service.checks.flatMap((check) =>
    check.run === undefined ? [] : [line(check.run, check.in, check.user ?? user)],
  );
}

function nameOf(step: ActionStep): string {
  if (step.id !== undefined) return step.id;
  if ('verb' in step) return step.of === 'service' ? step.verb : `${step.verb}-${step.of}`;
  if ('helper' in step) return step.helper;
  if ('platform' in step) return step.platform;
  if ('catalog' in step) return step.catalog === 'checks' ? 'checks' : 'deploy';
  return 'wait' in step ? 'wait' : 'run';
}

const verbTitles: Readonly<Record<Verb, Phrase>> = {
  start: { en: 'Start {what}', fr: 'Démarrer {what}' },
  stop: { en: 'Stop {what}', fr: 'Arrêter {what}' },
  restart: { en: 'Restart {what}', fr: 'Redémarrer {what}' },
  reload: { en: 'Reload {what}', fr: 'Recharger {what}' },
  reset: { en: 'Clear the failure of {what}', fr: 'Effacer l’échec de {what}' },
};

function saysOf(step: ActionStep, { service, need }: StepContext): Phrase {
  if ('verb' in step) {
    const what =
      step.of === 'proxy'
        ? (Object.keys(service.proxy ?? {})[0] ?? 'proxy')
        : step.of === 'need'
          ? (need?.by?.name ?? '')
          : runsAs(service).name;
    return { ...verbTitles[step.verb], with: { what } };
  }
  if ('wait' in step) return { en: 'Wait {s} s', fr: 'Attendre {s} s', with: { s: step.wait / 1000 } };
  if ('catalog' in step)
    return step.catalog === 'checks'
      ? { en: 'Run the checks of the catalog', fr: 'Lancer les contrôles du catalogue' }
      : { en: 'Run the deploy steps of the catalog', fr: 'Lancer les étapes de déploiement du catalogue' };
  const what = 'helper' in step ? step.helper : 'platform' in step ? step.platform : step.run.join(' ');
  return { en: '{what}', fr: '{what}', with: { what } };
}

export function titleOf(service: Service): string {
  return service.title ?? service.name;
}

function noVerb(verb: Verb, service: Service): Phrase {
  return {
    en: '{service} is run by {kind}, which has no `{verb}` that Resus could use.',
    fr: '{service} est géré par {kind}, qui n’a pas de `{verb}` utilisable par Resus.',
    with: { service: titleOf(service), kind: runsAs(service).kind, verb },
  };
}

function noHost(service: Service): Phrase {
  return {
    en: '{service} has no host in the catalog that a command could run on.',
    fr: '{service} n’a pas d’hôte au catalogue où lancer une commande.',
    with: { service: titleOf(service) },
  };
}
