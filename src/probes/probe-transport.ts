import type {
  DnsAnswer,
  DnsAsk,
  HttpAnswer,
  HttpAsk,
  PlatformAnswer,
  PlatformAsk,
  ShellAnswer,
  ShellAsk,
  TcpAnswer,
  TcpAsk,
  TlsAnswer,
  TlsAsk,
} from '#catalog/ask.ts';

/**
 * How the world is asked. None of these throws for what the world does: every failure is an answer. All obey `signal`:
 * on abort they settle soon with `cancelled`/`deadline` and leave nothing running on the other side.
 */
export type ProbeTransport = {
  /** Many commands for one host in as few round trips as the transport can; `settled` tells each answer as it comes. */
  readonly shell: (
    host: string,
    asks: readonly ShellAsk[],
    settled: (index: number, answer: ShellAnswer) => void,
    signal: AbortSignal,
  ) => Promise<void>;
  readonly http: (ask: HttpAsk, signal: AbortSignal) => Promise<HttpAnswer>;
  readonly tls: (ask: TlsAsk, signal: AbortSignal) => Promise<TlsAnswer>;
  readonly dns: (ask: DnsAsk, signal: AbortSignal) => Promise<DnsAnswer>;
  readonly tcp: (ask: TcpAsk, signal: AbortSignal) => Promise<TcpAnswer>;
  readonly platform: (ask: PlatformAsk, signal: AbortSignal) => Promise<PlatformAnswer>;
};
