import type { Desk } from '../desk.ts';
import type { Tier } from '../wire/limits.ts';

/**
 * What Slack answers with `ok: false`; the code is Slack's own. `details` go to `response_metadata.messages`, `extra`
 * beside `error`.
 */
export class Refusal extends Error {
  readonly code: string;
  readonly details: readonly string[];
  readonly extra: Record<string, unknown>;

  constructor(code: string, details: readonly string[] = [], extra: Record<string, unknown> = {}) {
    super(code);
    this.code = code;
    this.details = details;
    this.extra = extra;
  }
}

/** What stands beside `ok: true`. */
export type Answer = Record<string, unknown>;

export type Method = {
  /** Whose token it takes. */
  access: 'bot' | 'app' | 'none';
  /** Slack's limit for it; `none` where Slack has a special one. */
  tier: Tier;
  /** What the app must have been granted; left out where no scope is needed. */
  scope?: string;
  run: (args: Args, desk: Desk) => Answer | Promise<Answer>;
};

function invalid(detail: string, name: string): Refusal {
  return new Refusal('invalid_arguments', [`[ERROR] ${detail} [json-pointer:/${name}]`]);
}

/** The arguments of a call, from a form or from JSON, checked as they are read. */
export class Args {
  readonly raw: Record<string, unknown>;

  constructor(raw: Record<string, unknown>) {
    this.raw = raw;
  }

  /** Slack takes an empty argument for one that was left out. */
  has(name: string): boolean {
    return this.raw[name] !== undefined && this.raw[name] !== '';
  }

  /** Refuses the call when it is missing. */
  string(name: string): string {
    const value = this.findString(name);
    if (value === undefined || value === '') {
      throw new Refusal('invalid_arguments', [`[ERROR] missing required field: ${name}`]);
    }
    return value;
  }

  findString(name: string): string | undefined {
    const value = this.raw[name];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'string') throw invalid('must provide a string', name);
    return value;
  }

  /** Forms carry booleans as words or digits. */
  flag(name: string): boolean {
    return ['true', '1', true, 1].some((yes) => yes === this.raw[name]);
  }

  integer(name: string, limits: { default: number; min?: number; max?: number }): number {
    const value = this.raw[name];
    if (value === undefined || value === '') return limits.default;
    const number = Number(value);
    if (!Number.isInteger(number)) throw invalid('must provide an integer', name);
    if (number < (limits.min ?? 1)) throw invalid(`must be greater than ${(limits.min ?? 1) - 1}`, name);
    if (number > (limits.max ?? Infinity)) throw invalid(`must be less than ${Number(limits.max) + 1}`, name);
    return number;
  }

  /** An object or list, which a form carries as JSON text. */
  json(name: string, error = 'invalid_arguments'): unknown {
    const value = this.raw[name];
    if (typeof value !== 'string') return value;
    if (value === '') return undefined;
    try {
      return JSON.parse(value) as unknown;
    } catch {
      throw new Refusal(error, [`[ERROR] invalid JSON [json-pointer:/${name}]`]);
    }
  }
}

/** One page of a list, and the cursor of the next: opaque to the app, empty on the last page. */
export function paged<T>(
  items: readonly T[],
  args: Args,
  defaultLimit: number,
): { page: T[]; next_cursor: string } {
  const limit = args.integer('limit', { default: defaultLimit, max: 1000 });
  const cursor = args.findString('cursor');
  const start = cursor ? Number(Buffer.from(cursor, 'base64url').toString()) : 0;
  if (!Number.isInteger(start) || start < 0) throw new Refusal('invalid_cursor');
  const end = start + limit;
  const next = end < items.length ? Buffer.from(String(end)).toString('base64url') : '';
  return { page: items.slice(start, end), next_cursor: next };
}
