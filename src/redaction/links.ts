import { hidden } from './value.ts';

const purpose =
  'reset|reset-password|password-reset|reset_password|password_reset|forgot|forgot-password|recover|recovery|activate|activation|verify|verify-email|' +
  'confirm|confirmation|confirm-email|invite|invitation|invitations|join|magic|magic-link|magic_link|login-link|signin|unlock|one-time|otl|share|' +
  'set-password|change-password|accept-invite|unsubscribe|reinitialiser|reinitialisation|mot-de-passe|restablecer|passwort-zuruecksetzen';
/** Behind the purpose of a link, with at most an id and a step between them. */
const inPath = new RegExp(
  String.raw`(?<=\/(?:${purpose})(?:\/(?:confirm|key|done|token|edit|new|password|email|[\w=-]{1,12})){0,2}\/)(?<secret>[A-Za-z0-9_=.~-]{16,400})`,
  'gi',
);
const inQuery =
  /(?<=[?&;#](?:[\w-]{0,30}(?:token|ticket|otp|magic|invite|invitation|nonce|hash|sig|signature|oobCode|code|session|confirmation|activation|verification)|t|k)=)[A-Za-z0-9_=.~%+/-]{16,1000}/gi;

/** The part of a link that lets whoever follows it in: to a new password, into a team, past a login. */
export function hideLinks(text: string): string {
  return text
    .replace(inPath, (found) => (isDrawn(found) ? hidden : found))
    .replace(inQuery, (found) => (isDrawn(found) ? hidden : found));
}

/** Not a word, a slug, a file or a version. */
function isDrawn(part: string): boolean {
  if (/\.\w{2,4}$/.test(part) || !/[a-z]/i.test(part)) return false;
  if (!/\d/.test(part)) return /[a-z][A-Z]{2,}[a-z]/.test(part);
  return !part.split(/[-_.]/).every((piece) => /^(?:[a-z]{0,14}|[A-Z][a-z]{1,14}|\d{1,8}|v\d+)$/.test(piece));
}
