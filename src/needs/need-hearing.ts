import type { Signatures } from '#base/log-signatures.ts';
import { needKindOf } from './need-kinds.ts';

/** What one conversation with a need told. Absent: it did not come to that. */
export type Heard = {
  readonly address?: string;
  readonly outcome?: string;
  readonly reachable?: boolean;
  readonly answers?: boolean;
  readonly authenticated?: boolean;
  readonly signature?: string;
  readonly error?: string;
  readonly version?: string;
  readonly full?: boolean;
  readonly writable?: boolean;
  readonly connections?: number;
  readonly maxConnections?: number;
  readonly quote?: string;
};

export function hear(kind: string, text: string, gaveUp: boolean, signatures: Signatures): Heard {
  const at = /^resus-address (\S+)$/m.exec(text)?.[1];
  if (at === undefined) return {};
  const address = { address: at };
  const [, nc, words = ''] = /^resus-nc (\d+) ?(.*)$/m.exec(text) ?? [];
  if (nc === '127') return address;
  if (nc !== undefined)
    return {
      ...address,
      reachable: nc === '0',
      outcome: nc === '0' ? 'up' : /timed out/i.test(words) ? 'timed_out' : 'refused',
      quote: `nc ${at}: exit ${nc} ${words}`.trim(),
    };
  const said = text
    .slice(text.indexOf(at) + at.length)
    .replace(/^resus-\w+$\n?/gm, '')
    .trim();
  if (!/^resus-open$/m.test(text)) {
    const outcome = /refused|refusée/i.test(said)
      ? 'refused'
      : /not known|name resolution|inconnu|résolution|No address associated|Temporary failure/i.test(said)
        ? 'unresolved'
        : /unreachable|No route/i.test(said)
          ? 'unreachable'
          : 'timed_out';
    const error = said.split('\n')[0]?.replace(/^\S+: (?:line \d+: )?/, '') ?? '';
    return {
      ...address,
      reachable: false,
      outcome,
      quote: said || `no connection in time to ${at}`,
      ...(error === '' ? {} : { error }),
    };
  }
  const { read } = needKindOf(kind);
  const reading = read?.(said, signatures) ?? { answers: undefined };
  if (read === undefined || (/^resus-tls$/m.test(text) && reading.answers !== true))
    return { ...address, reachable: true, outcome: 'up', quote: `connected to ${at}` };
  if (reading.answers === undefined)
    return {
      ...address,
      reachable: true,
      answers: false,
      outcome: gaveUp || said === '' ? 'no_answer' : 'not_understood',
      quote: said || `connected to ${at}, no answer in time`,
    };
  const { answers, ...rest } = reading;
  return { ...address, reachable: true, answers, quote: said.slice(0, 500), ...rest };
}
