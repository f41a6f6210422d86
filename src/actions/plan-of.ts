import type { Phrase } from '#base/phrase.ts';
import type { Catalog, Service } from '#catalog/catalog.ts';
import type { Observation } from '#catalog/observation.ts';
import { runsAs } from '#catalog/run-kind.ts';
import type { Action } from '#runbooks/action.ts';
import { judge } from '#runbooks/condition.ts';
import { chosenNeed, isUp, type NamedNeed } from './need-of.ts';
import { type Params, resolveParams } from './params.ts';
import { type Helper, type Refused, renderStep, type StepContext, titleOf } from './render-step.ts';
import type { Login, Plan, PlanEvidence, PlanStage, PlanStep } from './plan.ts';
import { type Risk, risks } from '#runbooks/risk.ts';
import { proxyName } from './proxy-verb.ts';
import { runsWith, runtimeOf } from '#runtimes/runtimes.ts';

export type PlanAsk = {
  readonly action: Action;
  readonly service: Service;
  /** Only on this host; absent: on all of the service's, one after the other. */
  readonly host?: string;
  readonly params: Params;
  /** From a fresh look. */
  readonly observations: readonly Observation[];
  readonly evidence?: Pick<PlanEvidence, 'runId' | 'verdictId' | 'cures'>;
};

export type PlanDeps = {
  readonly catalog: Catalog;
  /** The login to which a command for a host really goes; resolved before, since planning is pure. */
  readonly loginOf: (host: string) => Login | undefined;
  readonly helper: Helper;
};

export type Planned = { readonly plan: Plan } | Refused;

/** An action for one service as what would exactly run, or why it cannot. The same ask gives the same plan. */
export function planOf(deps: PlanDeps, ask: PlanAsk): Planned {
  const { action, service } = ask;
  if (action.refuse !== undefined) return { refused: action.refuse, isNotFor: true };
  if (action.can !== undefined && !runsWith(service, action.can))
    return { refused: notFor(action, service), isNotFor: true };
  const { need: named, ...typed } = ask.params;
  const need = action.target === 'need' ? chosenNeed(service, named, ask.observations) : undefined;
  if (action.target === 'need' && need === undefined) return { refused: whichNeed(service) };

  const stages: PlanStage[] = [];
  const params: Record<string, string> = need === undefined ? {} : { need: need.key };
  const facts: PlanEvidence['facts'][number][] = [];
  for (const host of hostsOf(deps, ask, need)) {
    const here = ask.observations.filter((one) => one.host === undefined || one.host === host);
    const resolved = resolveParams(action, action.target === 'need' ? typed : ask.params, service, here);
    if ('refused' in resolved) return resolved;
    const rests = action.rests_on === undefined ? undefined : judge(action.rests_on, here);
    if (rests !== undefined && rests.truth !== 'yes')
      return { refused: doesNotRest(action, rests.truth), isNotFor: rests.truth === 'no' };
    const stage = stageOf(deps, ask, { host, need, params: resolved.params });
    if ('refused' in stage) return stage;
    if (stage.steps.length > 0) stages.push(stage);
    for (const [name, value] of Object.entries(resolved.params)) {
      const isOther = params[name] !== undefined && params[name] !== value;
      params[isOther ? `${host}.${name}` : name] = value;
    }
    facts.push(...resolved.facts);
  }
  if (stages.length === 0) return { refused: notFor(action, service), isNotFor: true };
  const { risk, why } = riskOf(ask, need);
  return {
    plan: {
      service: service.name,
      action: action.action,
      version: action.version,
      title: {
        ...action.title,
        with: { ...params, service: titleOf(service), need: need?.by?.name ?? need?.key },
      },
      ...(action.about === undefined ? {} : { about: action.about }),
      risk,
      riskWhy: why,
      params,
      stages,
      evidence: { ...ask.evidence, facts },
      verify: {
        windowMs: action.verify.window,
        withinMs: action.verify.within,
        also: action.verify.also,
        cures: action.verify.cures,
      },
      ...(action.downtime === undefined ? {} : { downtimeMs: action.downtime }),
      ...(action.undo === undefined ? {} : { undo: action.undo }),
      catalogHash: deps.catalog.hash,
    },
  };
}

/** One turn a host. A platform, a proxy and a need have one turn, wherever the service runs. */
function hostsOf(
  deps: PlanDeps,
  { action, service, host }: PlanAsk,
  need: NamedNeed | undefined,
): (string | undefined)[] {
  if (need !== undefined) return [need.host];
  const known = service.hosts.filter((name) => deps.catalog.hosts[name] !== undefined);
  if (host !== undefined) return [host];
  if (known.length === 0) return [undefined];
  return action.target === 'proxy' || callsPlatform(action, service) ? known.slice(0, 1) : known;
}

function stageOf(
  deps: PlanDeps,
  { action, service }: PlanAsk,
  {
    host,
    need,
    params,
  }: { readonly host: string | undefined; readonly need: NamedNeed | undefined; readonly params: Params },
): PlanStage | Refused {
  const login = host === undefined ? undefined : deps.loginOf(host);
  const { kind } = runsAs(service);
  const platform = kind === 'coolify' || kind === 'caprover' ? deps.catalog.platforms[kind] : undefined;
  const context: StepContext = {
    service,
    params,
    login,
    needLogin: need?.host === undefined ? login : deps.loginOf(need.host),
    need,
    helper: deps.helper,
    platformUrl: platform === undefined ? undefined : mayChange(platform) ? platform.url : undefined,
    prefix: host ?? kind,
  };
  const render = (list: Action['steps'], prefix: string): PlanStep[] | Refused => {
    const steps: PlanStep[] = [];
    for (const [i, step] of list.entries()) {
      const rendered = renderStep(step, i, { ...context, prefix });
      if ('refused' in rendered) return rendered;
      steps.push(...rendered);
    }
    return steps;
  };
  const steps = render(action.steps, context.prefix);
  if ('refused' in steps) return steps;
  const rollback = render(action.otherwise, `${context.prefix}-otherwise`);
  if ('refused' in rollback) return rollback;
  return {
    ...(host === undefined ? {} : { host }),
    ...(login === undefined ? {} : { login }),
    targets: [targetOf(action, service, host, need)],
    steps,
    rollback,
  };
}

function mayChange(platform: {
  readonly deploy_token?: string | undefined;
  readonly password?: string | undefined;
}): boolean {
  return platform.deploy_token !== undefined || platform.password !== undefined;
}

/** The locked target: the unit, program, container, app or proxy itself, whatever services share it. */
function targetOf(
  action: Action,
  service: Service,
  host: string | undefined,
  need: NamedNeed | undefined,
): string {
  const at = host ?? 'platform';
  if (action.target === 'host') return `${at}/host`;
  if (action.target === 'proxy') return `${at}/proxy/${proxyName(service) ?? 'proxy'}`;
  if (need !== undefined) return `${at}/${need.by?.manager ?? need.kind}/${need.by?.name ?? need.key}`;
  const { kind, name } = runsAs(service);
  return kind === 'coolify' || kind === 'caprover' ? `${kind}/${name}` : `${at}/${kind}/${name}`;
}

/** The action's own risk; more when what it touches is up and shared; then what the policy of the service says. */
function riskOf(
  { action, service, observations }: PlanAsk,
  need: NamedNeed | undefined,
): { risk: Risk; why: Phrase } {
  const base = { risk: action.risk, why: action.risk_why ?? usualWhy[action.risk] };
  const touched =
    need !== undefined && isUp(need, observations)
      ? { risk: highest(base.risk, 'critical'), why: sharedUp(need) }
      : need === undefined &&
          runsAs(service).kind === 'coolify' &&
          base.risk === 'high' &&
          callsPlatform(action, service)
        ? { risk: 'critical' as const, why: mayBuild }
        : base;
  const set = service.policy?.risk?.[action.action];
  if (set === undefined || set === touched.risk) return touched;
  return { risk: set, why: { ...bySetting, with: { risk: touched.risk } } };
}

/** One call reaches all of an application, wherever its containers are. */
function callsPlatform({ steps }: Action, service: Service): boolean {
  if (!runtimeOf(service).isPlatform) return false;
  return steps.some(
    (step) =>
      ('platform' in step || ('verb' in step && step.of === 'service')) &&
      (step.can === undefined || runsWith(service, step.can)),
  );
}

function highest(a: Risk, b: Risk): Risk {
  return risks.indexOf(a) > risks.indexOf(b) ? a : b;
}

const usualWhy: Readonly<Record<Risk, Phrase>> = {
  low: { en: 'nothing that users feel', fr: 'rien que les utilisateurs ressentent' },
  high: {
    en: 'touches only the failing service; code, configuration and data stay as they are',
    fr: 'ne touche que le service en panne ; code, configuration et données restent',
  },
  critical: {
    en: 'changes code, configuration, data, permissions or something shared',
    fr: 'change code, configuration, données, droits ou quelque chose de partagé',
  },
};
const mayBuild: Phrase = {
  en: 'a restart on Coolify resolves the branch again and may build newer code',
  fr: 'un redémarrage sur Coolify relit la branche et peut construire un code plus récent',
};
const bySetting: Phrase = {
  en: 'set by the policy of this service; by itself it would be {risk}',
  fr: 'fixé par la règle de ce service ; de lui-même ce serait {risk}',
};
function sharedUp(need: NamedNeed): Phrase {
  return {
    en: '{need} works at the moment and others may use it',
    fr: '{need} fonctionne en ce moment et d’autres peuvent l’utiliser',
    with: { need: need.by?.name ?? need.key },
  };
}
function notFor(action: Action, service: Service): Phrase {
  return {
    en: '`{action}` is not for {service}: it is run by {kind}.',
    fr: '`{action}` n’est pas pour {service} : il est géré par {kind}.',
    with: { action: action.action, service: titleOf(service), kind: runsAs(service).kind },
  };
}
function whichNeed(service: Service): Phrase {
  const known = service.needs.flatMap((need) => Object.keys(need));
  return {
    en: 'Say what {service} needs that this is about: `need=…`[ (it has: {known})].',
    fr: 'Dites de quelle dépendance de {service} il s’agit : `need=…`[ (il a : {known})].',
    with: { service: titleOf(service), known: known.length === 0 ? undefined : known },
  };
}
function doesNotRest(action: Action, truth: 'no' | 'unknown'): Phrase {
  return truth === 'no'
    ? {
        en: 'What `{action}` is for was not seen in a fresh look, so it would not help. Diagnose the service again.',
        fr: 'Ce à quoi sert `{action}` n’a pas été vu à l’instant, cela n’aiderait donc pas. Rediagnostiquez le service.',
        with: { action: action.action },
      }
    : {
        en: 'Whether `{action}` would help could not be looked at just now; nothing is planned blindly. `/resus doctor` says what cannot be reached.',
        fr: 'Impossible de voir à l’instant si `{action}` aiderait ; rien n’est planifié à l’aveugle. `/resus doctor` dit ce qui est injoignable.',
        with: { action: action.action },
      };
}
