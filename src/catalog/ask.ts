/**
 * Questions to the world and what it may answer, as data. Probes make the questions; `ssh`, `net` and `platforms`
 * answer them. Whatever the world does is an answer: nothing here is thrown.
 */

/** Runs in a POSIX `sh` on the host, locale C, standard input empty, standard error joined to standard output. */
export type ShellAsk = { readonly via: 'shell'; readonly command: string; readonly timeoutMs: number };

export type HttpAsk = {
  readonly via: 'http';
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Connect to this address whatever DNS says; TLS still checks the url's name. */
  readonly resolve?: string;
  readonly timeoutMs: number;
  /** Path of a CA certificate to trust for this request. */
  readonly ca?: string;
  /** 64 KiB of the answer are read; more where something is looked for in it. */
  readonly mostBytes?: number;
};

/** The limit for an answer that is searched: pages of today are larger than what is worth quoting. */
export const searchedBytes = 1024 * 1024;

export type TlsAsk = {
  readonly via: 'tls';
  readonly host: string;
  readonly port: number;
  readonly resolve?: string;
  readonly timeoutMs: number;
};
export type DnsAsk = { readonly via: 'dns'; readonly name: string; readonly timeoutMs: number };
export type TcpAsk = {
  readonly via: 'tcp';
  readonly host: string;
  readonly port: number;
  readonly timeoutMs: number;
};
/** A read-only call of a platform's API; `url` is relative to the platform's base, credentials are added by the port. */
export type PlatformAsk = {
  readonly via: 'coolify' | 'caprover';
  readonly path: string;
  readonly timeoutMs: number;
};

export type Ask = ShellAsk | HttpAsk | TlsAsk | DnsAsk | TcpAsk | PlatformAsk;

/** Why nothing can be said: the transport failed, not the service. Told to people as it is. */
export type NoAnswer = {
  readonly outcome: 'unreachable' | 'cancelled' | 'lost';
  /** `host_key_changed` and `host_key_unknown` are never mere unreachability: they are told apart. */
  readonly reason: NoAnswerReason;
  readonly detail: string;
  readonly tookMs: number;
};
export type NoAnswerReason =
  | 'refused'
  | 'timed_out'
  | 'dns'
  | 'auth_refused'
  | 'host_key_unknown'
  | 'host_key_changed'
  | 'host_key_revoked'
  | 'no_credentials'
  | 'not_permitted'
  | 'deadline'
  | 'lost'
  | 'other';

export type ShellAnswer =
  | {
      readonly outcome: 'exited';
      readonly code: number;
      readonly text: string;
      readonly truncated: boolean;
      readonly tookMs: number;
    }
  | { readonly outcome: 'timed_out'; readonly text: string; readonly tookMs: number }
  | NoAnswer;

/** A connection that failed is an observation about the service, so it has its own shape beside `answered`. */
export type HttpAnswer =
  | {
      readonly outcome: 'answered';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      /** At most 64 KiB or `mostBytes`, decoded as UTF-8 with replacement. */
      readonly body: string;
      /** There was more. */
      readonly isCut?: true;
      readonly remoteAddress?: string;
      readonly firstByteMs: number;
      readonly tookMs: number;
    }
  | {
      readonly outcome: 'failed';
      readonly failure: HttpFailure;
      /** The runtime's own words and code, such as `connect ECONNREFUSED 192.0.2.5:443`. */
      readonly detail: string;
      readonly remoteAddress?: string;
      readonly tookMs: number;
    }
  | NoAnswer;
export type HttpFailure =
  | 'refused'
  | 'timed_out'
  | 'reset'
  | 'empty_reply'
  | 'dns'
  | 'tls'
  | 'certificate'
  | 'unreachable'
  | 'protocol'
  | 'other';

export type TlsAnswer =
  | {
      readonly outcome: 'answered';
      readonly validFrom: number;
      readonly validTo: number;
      readonly subject: string;
      readonly issuer: string;
      readonly altNames: readonly string[];
      /** Absent when the chain and the name are trusted; else the runtime's code, such as CERT_HAS_EXPIRED. */
      readonly problem?: string;
      readonly protocol: string;
      readonly tookMs: number;
    }
  | {
      readonly outcome: 'failed';
      readonly failure: HttpFailure;
      readonly detail: string;
      readonly tookMs: number;
    }
  | NoAnswer;

export type DnsAnswer =
  | { readonly outcome: 'answered'; readonly addresses: readonly string[]; readonly tookMs: number }
  | { readonly outcome: 'failed'; readonly code: string; readonly tookMs: number }
  | NoAnswer;

export type TcpAnswer =
  | { readonly outcome: 'answered'; readonly tookMs: number }
  | {
      readonly outcome: 'failed';
      readonly failure: HttpFailure;
      readonly detail: string;
      readonly tookMs: number;
    }
  | NoAnswer;

export type PlatformAnswer =
  | { readonly outcome: 'answered'; readonly status: number; readonly body: unknown; readonly tookMs: number }
  | NoAnswer;

export type Answer = ShellAnswer | HttpAnswer | TlsAnswer | DnsAnswer | TcpAnswer | PlatformAnswer;

export type AnswerTo<A extends Ask> = A extends ShellAsk
  ? ShellAnswer
  : A extends HttpAsk
    ? HttpAnswer
    : A extends TlsAsk
      ? TlsAnswer
      : A extends DnsAsk
        ? DnsAnswer
        : A extends TcpAsk
          ? TcpAnswer
          : PlatformAnswer;
