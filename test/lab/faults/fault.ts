import type { LabHost } from '../lab.ts';
import type { SystemId, WrittenCatalog } from '../systems/system.ts';
import type { Gave } from '../visit.ts';

/** What proves that the injected fault is real, before anyone is asked to find it. All that is given must hold. */
export type Symptom = {
  /** URL asked from outside, and what it must give. */
  readonly visit?: string;
  readonly gives?: Gave | readonly Gave[];
  readonly method?: string;
  /** A command inside the host that must print this. */
  readonly inside?: string;
  readonly says?: string;
};

export type Fault = {
  readonly id: string;
  readonly system: SystemId;
  /** `fault`: broken now; `healthy`: looks suspicious, is fine; `recovered`: was broken; `double`: two causes at once. */
  readonly kind: 'fault' | 'healthy' | 'recovered' | 'double';
  readonly title: string;
  /** The catalog's service that is diagnosed, when it is not the system's own. */
  readonly service?: string;
  /** Changes the system's catalog for this fault. */
  readonly catalog?: (written: WrittenCatalog) => void;
  /** Returns when the fault has taken effect. */
  readonly inject: (host: LabHost) => Promise<void>;
  readonly symptom: Symptom;
  readonly expect: {
    /** The headline: this id, or any of these where two names for it are both true. */
    readonly verdict: string | readonly string[];
    /** Each must be among all causes named, headline included; a list inside means any of it. */
    readonly causes?: readonly (string | readonly string[])[];
    /** Claims that would be wrong. */
    readonly notCauses?: readonly string[];
    /** Text that the proof must quote. */
    readonly quotes?: string;
  };
  /** Seen by other hosts too (the kernel's log is one for all): not beside another run. */
  readonly alone?: boolean;
};

type Written = Omit<Fault, 'system' | 'inject' | 'kind'> & {
  readonly kind?: Fault['kind'];
  /** A bash script run as root in the host, after the system's own words for breaking it. */
  readonly inject: string | Fault['inject'];
};

/** Faults of one system; `words` are bash functions that its scripts use. */
export function faultsOf(system: SystemId, words: string, written: readonly Written[]): Fault[] {
  return written.map((fault) => {
    const { inject } = fault;
    if (typeof inject !== 'string') return { kind: 'fault', ...fault, system, inject };
    const script = `${common}\n${words}\n${inject}`;
    return {
      kind: 'fault',
      ...fault,
      system,
      inject: async (host) => void (await host.must(script, 90_000)),
    };
  });
}

const common = `
set -euo pipefail
wait_for() { timeout 60 bash -c "until $1; do sleep 0.1; done" 2>/dev/null || { echo "waited in vain for: $1" >&2; exit 1; }; }
edit() { sed -i "$1" "$2"; }
`;
