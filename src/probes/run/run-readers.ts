import type { RunKind } from '#services/service.ts';
import type { RunReader } from './run-reader.ts';
import { systemd } from './systemd.ts';

const readers: Readonly<Partial<Record<RunKind, RunReader>>> = { systemd };

/** Undefined for what can only be asked through a platform's API. */
export function runReaderOf(kind: RunKind): RunReader | undefined {
  return readers[kind];
}
