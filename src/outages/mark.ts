import type { Phrase } from '#base/phrase.ts';

/** Something that changed a service from outside of Resus, so that people see it beside an outage. */
export type Mark = {
  /** Names this change: told again, it stands there once. */
  readonly id: string;
  readonly at: number;
  readonly service: string;
  readonly kind: 'deploy';
  readonly says: Phrase;
  /** To the pipeline or the release; https. */
  readonly link?: string;
  readonly commit?: string;
};

/** Marks of a service in `[from, to]`, oldest first. */
export type ReadMarks = (service: string, from: number, to: number) => Promise<readonly Mark[]>;

/** As long as the hours of monitors: a post-mortem may be written late. */
export const marksLiveMs = 90 * 86_400_000;
