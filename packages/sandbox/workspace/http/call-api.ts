import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { findMethod } from '../api/methods.ts';
import { Args, type Method, Refusal } from '../api/method.ts';
import type { Desk } from '../desk.ts';
import type { Fault } from '../wire/faults.ts';
import { answerJson, answerText } from './answer.ts';
import { BodyMalformed, parseArguments, readBody } from './body.ts';

const BODY_MAX_BYTES = 2_000_000;

/** Status 0 stands for a connection cut before any answer. */
type Answered = { status: number; body: Record<string, unknown>; headers?: Record<string, string> };

function refused(refusal: Refusal): Answered {
  const { retryAfterS, ...extra } = refusal.extra;
  if (refusal.code === 'ratelimited') return rateLimited(Number(retryAfterS));
  const { details } = refusal;
  const plain = details.map((detail) => detail.replace(/^\[ERROR\] /, ''));
  const body = {
    ok: false,
    error: refusal.code,
    ...(details.length > 0 && { errors: plain, response_metadata: { messages: details } }),
    ...extra,
  };
  return { status: 200, body };
}

/** Only here is the HTTP status not 200: Slack tells the wait in a header. */
function rateLimited(retryAfterS: number): Answered {
  return {
    status: 429,
    body: { ok: false, error: 'ratelimited' },
    headers: { 'retry-after': String(retryAfterS) },
  };
}

/** None, one of another kind, and one that never was are three different mistakes and three answers. */
function checkToken(method: Method, desk: Desk, token: string | undefined): void {
  if (method.access === 'none') return;
  if (token === undefined) throw new Refusal('not_authed');
  if (token === desk.tokens[method.access]) return;
  const isOther = token === desk.tokens.bot || token === desk.tokens.app;
  throw new Refusal(isOther ? 'not_allowed_token_type' : 'invalid_auth');
}

/** A bot token lacks a scope until the app is installed again with it. */
function checkScope(method: Method, desk: Desk): void {
  const { scopes } = desk;
  if (!scopes || method.access !== 'bot' || method.scope === undefined || scopes.has(method.scope)) return;
  throw new Refusal('missing_scope', [], { needed: method.scope, provided: [...scopes].join(',') });
}

async function carryOut(
  name: string,
  raw: Record<string, unknown>,
  desk: Desk,
  token?: string,
): Promise<Answered> {
  try {
    const method = findMethod(name);
    if (!method) throw new Refusal('unknown_method', [], { req_method: name });
    checkToken(method, desk, token);
    checkScope(method, desk);
    const waitS = desk.faults.limits.tiers ? desk.limits.method(name, method.tier) : 0;
    if (waitS > 0) return rateLimited(waitS);
    return { status: 200, body: { ok: true, ...(await method.run(new Args(raw), desk)) } };
  } catch (error) {
    if (error instanceof Refusal) return refused(error);
    throw error;
  }
}

/** The answer a fault gives instead of carrying the call out, if it does. */
function faultyAnswer(fault: Fault): Answered | undefined {
  if (fault.kind === 'rate_limit') return rateLimited(fault.retryAfterS);
  if (fault.kind === 'status') return { status: fault.status, body: { ok: false, error: 'internal_error' } };
  if (fault.kind === 'refuse') return { status: 200, body: { ok: false, error: fault.error } };
  return undefined;
}

/** Slack names the token's scopes in every answer; a check of the installation reads them. */
function scopeHeader(desk: Desk): Record<string, string> {
  return desk.scopes ? { 'x-oauth-scopes': [...desk.scopes].join(',') } : {};
}

function tokenOf(request: IncomingMessage, raw: Record<string, unknown>): string | undefined {
  const bearer = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
  return bearer ?? (typeof raw.token === 'string' ? raw.token : undefined);
}

/** One call of the Web API: `/api/<method>`. Everything is recorded, unknown methods too. */
export async function callApi(request: IncomingMessage, response: ServerResponse, desk: Desk): Promise<void> {
  const name = new URL(request.url ?? '/', 'http://localhost').pathname.slice('/api/'.length);
  const at = Date.now();
  const startedAt = performance.now();
  const body = await readBody(request, BODY_MAX_BYTES);
  const raw = await parseArguments(request, body).catch((error: unknown) => {
    if (error instanceof BodyMalformed) return undefined;
    throw error;
  });
  const fault = desk.faults.take(name);
  if (fault?.kind === 'delay') await pause(fault.delayMs);
  const { token: _token, ...args } = raw ?? {};
  const answered =
    (fault && faultyAnswer(fault)) ??
    (raw === undefined
      ? refused(new Refusal('invalid_json'))
      : fault?.kind === 'lose'
        ? { status: 0, body: {} }
        : await carryOut(name, args, desk, tokenOf(request, raw)));
  desk.calls.add({
    method: name,
    args,
    at,
    tookMs: performance.now() - startedAt,
    status: answered.status,
    ok: answered.body.ok === true,
    ...(typeof answered.body.error === 'string' && { error: answered.body.error }),
    ...(fault && { fault: fault.kind }),
  });
  desk.changes.emit({ type: 'call', method: name });
  if (fault?.kind === 'drop' || fault?.kind === 'lose') request.socket.destroy();
  else if (answered.status >= 500) answerText(response, answered.status, 'The sandbox was told to fail.');
  else answerJson(response, answered.status, answered.body, { ...scopeHeader(desk), ...answered.headers });
}
