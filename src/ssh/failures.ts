import type { NoAnswer } from '#catalog/ask.ts';
import type { Reach, Trouble } from './target.ts';

/** Explains an ssh2 or socket error while connecting, in words that say what to do. */
export function connectTrouble(error: Error & { level?: string; code?: string }, reach: Reach): Trouble {
  const where = `${reach.host} (${reach.address}:${reach.port})`;
  const said = error.message;
  if (error.level === 'client-authentication')
    return {
      reason: 'auth_refused',
      detail: `${where} refused the key of Resus for the login ${reach.user}. Put its public key into ~${reach.user}/.ssh/authorized_keys there, or name the right user: and key: in resus.yaml.`,
    };
  if (error.level === 'agent')
    return {
      reason: 'no_credentials',
      detail: `The ssh agent cannot be used for ${where}: ${said}.`,
    };
  switch (error.code ?? '') {
    case 'ECONNREFUSED':
      return {
        reason: 'refused',
        detail: `${where} is up, but nothing accepts SSH there (${said}). Is sshd running, and is the port right?`,
      };
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return { reason: 'dns', detail: `The address of ${where} does not resolve (${said}).` };
    case 'ETIMEDOUT':
      return noReply(where, said);
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return {
        reason: 'timed_out',
        detail: `There is no way to ${where} (${said}): host or network is down.`,
      };
    case 'ECONNRESET':
      return { reason: 'lost', detail: `${where} cut the connection before the login (${said}).` };
  }
  if (error.level === 'client-timeout') return noReply(where, said);
  if (error.level === 'handshake')
    return { reason: 'other', detail: `${where} and Resus agree on no way to talk SSH (${said}).` };
  if (/before handshake/i.test(said))
    return {
      reason: 'lost',
      detail: `${where} cut the connection before the login. Its sshd may be at its limit of logins (MaxStartups) or penalise this address.`,
    };
  return { reason: 'other', detail: `The connection to ${where} failed: ${said}` };
}

function noReply(where: string, said: string): Trouble {
  return {
    reason: 'timed_out',
    detail: `${where} does not answer (${said}): the host is down or hangs, or a firewall drops the packets.`,
  };
}

export function unreachable(
  trouble: Trouble,
  startedAt: number,
): NoAnswer & { readonly outcome: 'unreachable' } {
  return { outcome: 'unreachable', ...trouble, tookMs: since(startedAt) };
}

export function lost(host: string, startedAt: number): NoAnswer {
  return {
    outcome: 'lost',
    reason: 'lost',
    detail: `The connection to ${host} broke before this was answered.`,
    tookMs: since(startedAt),
  };
}

/** The look was broken off by its caller; that says nothing about the host. */
export function brokenOff(signal: AbortSignal, startedAt: number): NoAnswer {
  const overdue = signal.reason instanceof Error && signal.reason.name === 'TimeoutError';
  return {
    outcome: 'cancelled',
    reason: 'deadline',
    detail: overdue ? 'The time for the whole look was over.' : 'The look was stopped before an answer came.',
    tookMs: since(startedAt),
  };
}

export const since = (startedAt: number): number => Math.round(performance.now() - startedAt);
