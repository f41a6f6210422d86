import type { z } from 'zod';
import type { Service } from '#catalog/catalog.ts';
import type { Verb } from '#catalog/verb.ts';
import type { RunReader } from './run-reader.ts';

/** A command as words, and as whom: `root`, a user, or the login itself. */
export type Words = { readonly words: readonly string[]; readonly as?: string };

/** One thing a verb does: a command, another verb, an operation of the root-owned helper, or a call of the platform. */
export type VerbStep =
  | Words
  | { readonly verb: Verb }
  | { readonly helper: string }
  | { readonly platform: 'start' | 'stop' | 'restart'; readonly timeoutMs?: number };

/**
 * One way to run a service: how it is written in the catalog, looked at, and changed. All of it stands in one file of this
 * folder, which is found by itself. Pure.
 */
export type Runtime = RunReader & {
  readonly isA: 'runtime';
  /** The key under `run:`. */
  readonly id: string;
  readonly schema: z.ZodType;
  /** One value of each form that the schema takes; editors offer them, and the tests of all ways to run use them. */
  readonly examples: readonly unknown[];
  /** A platform with an API: it needs no host in the catalog. */
  readonly isPlatform: boolean;
  /** What actions may ask for with `can:`, beside its verbs; docs/ways-to-run.md says what each means. */
  readonly capabilities: readonly string[];
  /** Undefined where its manager has no such verb, or none that Resus could use. */
  readonly verb: (verb: Verb, service: Service) => readonly VerbStep[] | undefined;
  /** The systemd unit that the service itself is: its control group, its owner, its start. */
  readonly unit: (service: Service) => string | undefined;
  /** The unit that must be enabled for the service to come back after a reboot. */
  readonly bootUnit: (service: Service) => string | undefined;
  /** Lines of its own for the settings of the helper, as key and value. */
  readonly helperSettings: (service: Service) => readonly (readonly [key: string, value: string])[];
  /** Where it runs and as whom, when `run:` says so. */
  readonly home: (service: Service) => {
    readonly dir?: string | undefined;
    readonly user?: string | undefined;
  };
  /** Every line of its log bears a time: when its process began need not be asked. */
  readonly datesItsLog: boolean;
};

type Usual = 'isPlatform' | 'capabilities' | 'unit' | 'bootUnit' | 'helperSettings' | 'home' | 'datesItsLog';

/** Fills in what most ways to run have no word on. */
export function defineRuntime(own: Omit<Runtime, Usual | 'isA'> & Partial<Pick<Runtime, Usual>>): Runtime {
  return {
    isA: 'runtime',
    isPlatform: false,
    capabilities: [],
    unit: () => undefined,
    bootUnit: () => undefined,
    helperSettings: () => [],
    home: () => ({}),
    datesItsLog: false,
    ...own,
  };
}

/** The value under `run:` of a service that runs this way. Throws for any other service. */
export function runValue<S extends z.ZodType>(id: string, schema: S, service: Service): z.output<S> {
  return schema.parse(service.run[id]);
}
