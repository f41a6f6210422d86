import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api';

/**
 * The effect of a failed call on the message.
 * - later: Slack did not take it and will in a while
 * - unclear: Slack may or may not have taken it
 * - plainer: Slack refused the blocks
 * - gone: the message that was to be edited is not there any more
 * - never: it will be refused again
 */
export type Refusal =
  | { readonly kind: 'later'; readonly code: string; readonly inMs?: number }
  | { readonly kind: 'unclear'; readonly code: string }
  | { readonly kind: 'plainer' | 'gone' | 'never'; readonly code: string };

const plainer = new Set(['invalid_blocks', 'invalid_blocks_format', 'msg_blocks_too_long', 'msg_too_long']);
const gone = new Set(['message_not_found', 'edit_window_closed', 'cant_update_message']);
/** Slack's own trouble, told in an answer of status 200. */
const unclear = new Set(['internal_error', 'fatal_error', 'request_timeout', 'service_unavailable']);
/** No fault of the message: it waits until someone repairs the app. */
const ours = new Set([
  'account_inactive',
  'ekm_access_denied',
  'invalid_auth',
  'missing_scope',
  'not_allowed_token_type',
  'not_authed',
  'org_login_required',
  'ratelimited',
  'team_access_not_granted',
  'token_expired',
  'token_revoked',
]);
const repairMs = 60_000;
/** The connection was never there, so nothing was sent. */
const unconnected = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH']);

export function readRefusal(error: unknown): Refusal {
  if (error instanceof WebAPIRateLimitedError)
    return { kind: 'later', code: 'ratelimited', inMs: error.retryAfter * 1000 };
  if (error instanceof WebAPIPlatformError) return readPlatformError(error.data.error);
  if (error instanceof WebAPIHTTPError) return { kind: 'unclear', code: `http_${error.statusCode}` };
  if (error instanceof WebAPIRequestError) {
    const code = codeOf(error.cause);
    return unconnected.has(code) ? { kind: 'later', code } : { kind: 'unclear', code };
  }
  return { kind: 'unclear', code: 'unknown' };
}

function readPlatformError(code: string): Refusal {
  if (plainer.has(code)) return { kind: 'plainer', code };
  if (gone.has(code)) return { kind: 'gone', code };
  if (unclear.has(code)) return { kind: 'unclear', code };
  if (ours.has(code)) return { kind: 'later', code, inMs: repairMs };
  return { kind: 'never', code };
}

/** fetch hides the reason one or two levels down. */
function codeOf(cause: unknown, depth = 0): string {
  if (typeof cause !== 'object' || cause === null || depth > 3) return 'network';
  if ('code' in cause && typeof cause.code === 'string') return cause.code;
  return 'cause' in cause ? codeOf(cause.cause, depth + 1) : 'network';
}
