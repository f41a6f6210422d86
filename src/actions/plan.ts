import type { Phrase } from '#base/phrase.ts';
import type { Risk } from '#runbooks/risk.ts';

/** The login to which a command really goes: resolved when the plan is made, and part of what is approved. */
export type Login = {
  readonly host: string;
  readonly address: string;
  readonly port: number;
  readonly user: string;
  /** `SHA256:…` of the key that is trusted for it, or why none is known. */
  readonly hostKey: string;
  readonly jump?: Login;
};

/** A secret by its name only: the worker resolves it and passes it by standard input or environment. */
export type Reference = { readonly reference: string };

export type PlatformCall = {
  readonly platform: 'coolify' | 'caprover';
  readonly url: string;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  readonly path: string;
  /** Canonical JSON; a value may be a `Reference`. */
  readonly body?: Readonly<Record<string, unknown>>;
  /** The call to repeat until the platform is done: a deployment is followed to its end. */
  readonly follow?: 'coolify_deployment' | 'caprover_build';
};

export type Doing =
  | {
      readonly via: 'ssh';
      readonly host: string;
      /** Exactly what runs, and what the card shows. */
      readonly command: string;
      /** Text for standard input (the helper, for a root login), or a secret. The digest covers the text. */
      readonly stdin?: string | Reference;
      readonly stdinNote?: string;
    }
  | { readonly via: 'platform'; readonly call: PlatformCall }
  | { readonly via: 'wait'; readonly ms: number };

export type PlanStep = {
  /** Names the step within its plan, and its marker on the host: `web-1-2-restart`. */
  readonly id: string;
  readonly says: Phrase;
  readonly doing: Doing;
  readonly once: boolean;
  readonly mayFail: boolean;
  readonly timeoutMs: number;
};

/** One host's turn (or the platform's): its steps, then its own proof. The next begins only when that holds. */
export type PlanStage = {
  readonly host?: string;
  readonly login?: Login;
  /** The targets that it locks: `web-1/unit/payments-backend`, `web-1/proxy/nginx`, `coolify/app/UUID`. */
  readonly targets: readonly string[];
  readonly steps: readonly PlanStep[];
  /** Runs unasked when this stage did not cure. */
  readonly rollback: readonly PlanStep[];
};

/** The evidence of the plan: seen in a look, and to be seen again right before it runs. */
export type PlanEvidence = {
  /** The diagnosis whose remedy this is; absent when someone just asked for the action. */
  readonly runId?: string;
  readonly verdictId?: string;
  readonly cures?: Phrase;
  /** Facts that parameters and `rests_on` came from. */
  readonly facts: readonly {
    readonly probe: string;
    readonly host?: string;
    readonly fact: string;
    readonly value: string;
  }[];
};

export type PlanVerify = {
  readonly windowMs: number;
  readonly withinMs: number;
  readonly also: readonly string[];
  readonly cures: boolean;
};

/**
 * An action rendered for one service: the very object that is shown, approved by its digest, and executed. Who asked and
 * when is not in it, so the same plan made again has the same digest.
 */
export type Plan = {
  readonly service: string;
  readonly action: string;
  readonly version: number;
  readonly title: Phrase;
  readonly about?: Phrase;
  readonly risk: Risk;
  readonly riskWhy: Phrase;
  readonly params: Readonly<Record<string, string>>;
  readonly stages: readonly PlanStage[];
  readonly evidence: PlanEvidence;
  readonly verify: PlanVerify;
  readonly downtimeMs?: number;
  readonly undo?: Phrase;
  readonly catalogHash: string;
};

export function stepsOf(plan: Plan): readonly PlanStep[] {
  return plan.stages.flatMap(({ steps }) => steps);
}

export function targetsOf(plan: Plan): readonly string[] {
  return [...new Set(plan.stages.flatMap(({ targets }) => targets))];
}

/** One line of the before/after table. */
export type Check = {
  readonly about: Phrase;
  readonly before: Phrase;
  readonly after: Phrase;
  readonly ok: boolean;
  /** Nobody could look: neither a tick nor a cross. */
  readonly isUnseen?: true;
};
