import type { Catalog } from '#catalog/catalog.ts';
import type { Login } from './caprover-session.ts';
import { silent, type Told } from './refused.ts';

/** CapRover itself refuses longer ones, with the words of a wrong password. */
const longestPassword = 29;

export async function loginTo(
  catalog: Catalog,
  readReference: (reference: string) => Promise<string>,
): Promise<Login | Told> {
  const at = catalog.platforms.caprover;
  if (at?.password === undefined)
    return silent(
      'no_credentials',
      `platforms.caprover.${at === undefined ? 'url and password are' : 'password is'} not in the catalog`,
    );
  const password = (await readReference(at.password)).trim();
  if (password.length > longestPassword)
    return silent(
      'auth_refused',
      `platforms.caprover.password has more than the ${longestPassword} characters that CapRover allows`,
    );
  const otpSeed = at.otp === undefined ? undefined : (await readReference(at.otp)).trim();
  const base = `${at.url.replace(/\/+$/, '').replace(/\/api(?:\/v2)?$/, '')}/api/v2`;
  return { base, password, ...(otpSeed === undefined ? {} : { otpSeed }) };
}
