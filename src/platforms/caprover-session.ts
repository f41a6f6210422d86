import type { Clock } from '#base/clock.ts';
import { call, where } from './call.ts';
import { codeIn, envelopeOf, wrongPassword } from './caprover-refusal.ts';
import { fieldsOf, textOf } from '#base/fields.ts';
import { silent, told, type Told } from './refused.ts';
import { totp } from '#base/totp.ts';

export type Login = { readonly base: string; readonly password: string; readonly otpSeed?: string };
export type Sent = {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly path: string;
  readonly body?: unknown;
};
export type Session = {
  /** Any call, the same way: a token that is no longer taken means that nothing was done, so it is sent once more. */
  readonly send: (login: Login, ask: Sent, signal: AbortSignal) => Promise<Told>;
  /** The path's answer, logging in first when needed, and once more when the token is no longer taken. */
  readonly get: (login: Login, path: string, signal: AbortSignal) => Promise<Told>;
};

/** Five wrong passwords within 30 s lock everybody out for as long; a minute keeps us clear of that. */
const backOffMs = 60_000;

const loginTimeoutMs = 10_000;

/** The token lives in memory only, and belongs to one address and one password. */
export function createSession(clock: Clock): Session {
  let token: { readonly of: string; readonly value: string } | undefined;
  let refused: { readonly of: string; readonly answer: Told; readonly untilMs: number } | undefined;
  let loggingIn: Promise<Told> | undefined;

  const logIn = async (login: Login): Promise<Told> => {
    const of = nameOf(login);
    if (refused?.of === of && clock.now() < refused.untilMs) return refused.answer;
    const otp = login.otpSeed === undefined ? {} : { otpToken: await totp(login.otpSeed, clock.now()) };
    const response = await call(
      {
        method: 'POST',
        url: `${login.base}/login`,
        headers: { ...common, 'content-type': 'application/json' },
        body: JSON.stringify({ password: login.password, ...otp }),
      },
      // Not the asker's signal: others wait for the same login.
      AbortSignal.timeout(loginTimeoutMs),
    );
    if ('outcome' in response) return response;
    const answer = envelopeOf(response, where(login.base));
    if (answer.outcome !== 'answered') {
      // A wrong password stays wrong; a lock-out, or a one-time password that came too late, passes.
      const forever = codeIn(response) === wrongPassword && login.otpSeed === undefined;
      if (answer.outcome === 'unreachable' && answer.reason === 'auth_refused')
        refused = { of, answer, untilMs: forever ? Number.POSITIVE_INFINITY : clock.now() + backOffMs };
      return answer;
    }
    const value = textOf(fieldsOf(answer.body)['token']);
    if (value === undefined) return silent('other', 'CapRover accepted the login but gave no token');
    token = { of, value };
    refused = undefined;
    return told(answer.status, undefined);
  };

  /** All who need the token at once share one login. */
  const open = async (login: Login): Promise<Told | undefined> => {
    if (token?.of === nameOf(login)) return undefined;
    loggingIn ??= logIn(login).finally(() => {
      loggingIn = undefined;
    });
    const answer = await loggingIn;
    return answer.outcome === 'answered' ? undefined : answer;
  };

  const once = async (login: Login, { method, path, body }: Sent, signal: AbortSignal): Promise<Told> => {
    const closed = await open(login);
    if (closed !== undefined) return closed;
    const used = token;
    const response = await call(
      {
        method,
        url: `${login.base}${path}`,
        headers: {
          ...common,
          'x-captain-auth': used?.value ?? '',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      },
      signal,
    );
    if ('outcome' in response) return response;
    const answer = envelopeOf(response, where(login.base));
    // Only the token that was refused is forgotten: another ask may have a fresh one by now.
    if (isStale(answer) && token === used) token = undefined;
    return answer;
  };

  const send: Session['send'] = async (login, ask, signal) => {
    const first = await once(login, ask, signal);
    if (!isStale(first)) return first;
    const second = await once(login, ask, signal);
    return isStale(second)
      ? silent('auth_refused', 'CapRover does not take the token it has just given')
      : second;
  };
  return { send, get: (login, path, signal) => send(login, { method: 'GET', path }, signal) };
}

const common = { 'x-namespace': 'captain', accept: 'application/json' };
const tokenInvalid = 1106;

function isStale(answer: Told): boolean {
  return answer.outcome === 'answered' && answer.status === tokenInvalid;
}

function nameOf({ base, password }: Login): string {
  return JSON.stringify([base, password]);
}
