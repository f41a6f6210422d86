import type { Doing, Plan, PlanStep } from '#actions/events.ts';

/** A step and the host whose turn it belongs to. */
export type PlacedStep = { readonly step: PlanStep; readonly host?: string; readonly isRollback: boolean };

export function placedSteps({ stages }: Plan): readonly PlacedStep[] {
  return stages.flatMap(({ host, steps, rollback }) => {
    const at = host === undefined ? {} : { host };
    return [
      ...steps.map((step) => ({ step, ...at, isRollback: false })),
      ...rollback.map((step) => ({ step, ...at, isRollback: true })),
    ];
  });
}

/** Exactly what is done, as one line of text. Secrets stand in a plan by their names only. */
export function commandOf(doing: Doing): string {
  switch (doing.via) {
    case 'ssh': {
      const input = doing.stdinNote ?? (typeof doing.stdin === 'object' ? doing.stdin.reference : undefined);
      return input === undefined ? doing.command : `${doing.command}   < ${input}`;
    }
    case 'platform': {
      const { method, url, path, body } = doing.call;
      return `${method} ${url}${path}${body === undefined ? '' : ` ${JSON.stringify(body)}`}`;
    }
    case 'wait':
      return `# wait ${doing.ms / 1000} s`;
  }
}
