import type { z } from 'zod';
import type { Signatures } from '#base/log-signatures.ts';
import type { NeedDetail } from '#catalog/need.ts';
import type { Heard } from './need-hearing.ts';

/** What the other side's words mean. `answers` absent: these are no words of such a server. */
export type Reading = Omit<Heard, 'answers'> & { readonly answers: boolean | undefined };

/**
 * One kind of dependency: how it is written in the catalog, asked from the service's host, and understood. All of it stands in
 * one file of this folder, which is found by itself. Pure.
 */
export type NeedKind = {
  readonly isA: 'need';
  /** The key under `needs:`, and the name of its probe: `needs.postgres`. */
  readonly id: string;
  readonly schema: z.ZodType<NeedDetail>;
  /** One value of each form that the schema takes; editors offer them, and the tests of all needs use them. */
  readonly examples: readonly NeedDetail[];
  /** Where it listens unless the catalog says otherwise; absent: the catalog must say. */
  readonly port?: number;
  /** What its package calls its unit, for actions on a need whose entry names none. */
  readonly usualUnit?: string;
  /**
   * Bash that says something once the connection is open as descriptor 3, and prints what comes back; `$0` is the host,
   * `$1` the port, `RU`, `RW`, `RD` user, password and database, still URL-encoded: `$(d "$RW")`. `once` prints what one read
   * brings. Absent: that it can be connected to is all there is to know.
   */
  readonly talk?: string;
  /** Stands for `connect` and `talk` when the kind connects by itself. */
  readonly conversation?: string;
  readonly read?: (said: string, signatures: Signatures) => Reading;
  /** The fault of the library that says that it cannot be reached; absent: a dependency that is down. */
  readonly unreachable?: string;
  /** The database that the service needs in it, where an action can make a missing one. */
  readonly database?: (detail: NeedDetail) => { readonly name: string; readonly user: string } | undefined;
};

export function defineNeed(own: Omit<NeedKind, 'isA'>): NeedKind {
  return { isA: 'need', ...own };
}

/** Opens the connection as descriptor 3; what comes after may use `d` to decode, `once` to read. */
export const connect =
  'exec 3<>/dev/tcp/$0/$1 || exit 7; echo resus-open; d() { p=${1//%/\\\\x}; printf %b "$p"; }; once() { dd bs=2048 count=1 <&3 2>/dev/null; };';
