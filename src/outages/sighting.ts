import type { Phrase } from '#base/phrase.ts';

export type Severity = 'critical' | 'warning' | 'info';
export type SightingSource = 'monitor' | 'heartbeat' | 'alertmanager' | 'grafana' | 'uptime-kuma' | 'generic';

/** One thing that said a service is down, or up again. */
export type Sighting = {
  /** Names this delivery: the same again changes nothing. */
  readonly id: string;
  readonly source: SightingSource;
  /** A service of the catalog: unknown names are refused before. */
  readonly service: string;
  /** Of the alert or monitor: up closes what the same fingerprint opened. */
  readonly fingerprint: string;
  readonly state: 'down' | 'up';
  /** When it was decided. */
  readonly at: number;
  /** When the failing began, as the source says. */
  readonly since?: number;
  readonly says: Phrase;
  readonly severity?: Severity;
  /** To the source; https. */
  readonly link?: string;
};

/** Durable when it resolves; idempotent by the ids. */
export type TakeSightings = (sightings: readonly Sighting[]) => Promise<void>;
