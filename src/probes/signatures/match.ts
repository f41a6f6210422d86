import { codeSignatures } from './code.ts';
import { crashSignatures } from './crash.ts';
import { djangoSignatures } from './django.ts';
import { dockerSignatures } from './docker.ts';
import { goodSigns } from './good-signs.ts';
import { managerSignatures } from './managers.ts';
import { mongoSignatures } from './mongo.ts';
import { mysqlSignatures } from './mysql.ts';
import { nginxSignatures } from './nginx.ts';
import { nodeSignatures } from './node.ts';
import { postgresSignatures } from './postgres.ts';
import { pythonServerSignatures } from './python-servers.ts';
import { redisSignatures } from './redis.ts';
import { resourceSignatures } from './resources.ts';
import type { SignatureLevel } from './signature.ts';
import { webSignatures } from './web.ts';

/** The first that matches a line wins, so the telling ones stand before the general ones. */
export const signatures = [
  ...codeSignatures,
  ...djangoSignatures,
  ...postgresSignatures,
  ...mysqlSignatures,
  ...pythonServerSignatures,
  ...nodeSignatures,
  ...mongoSignatures,
  ...redisSignatures,
  ...resourceSignatures,
  ...managerSignatures,
  ...dockerSignatures,
  ...nginxSignatures,
  ...webSignatures,
  ...crashSignatures,
];

export type Matched = { readonly id: string; readonly level: SignatureLevel; readonly subject?: string };

/** A longer line is a dump: its end holds nothing a pattern looks for, and every pattern would walk through it. */
const longestLine = 2_000;

export function signatureOf(line: string): Matched | undefined {
  const text = line.slice(0, longestLine);
  for (const { id, level, re } of signatures) {
    const match = re.exec(text);
    if (match === null) continue;
    const subject = match.slice(1).find((group) => group !== undefined);
    return { id, level, ...(subject === undefined ? {} : { subject: subject.slice(0, 200) }) };
  }
  return undefined;
}

export function goodSignOf(line: string): { id: string; serving: boolean; subject?: string } | undefined {
  const text = line.slice(0, longestLine);
  for (const { id, serving, re } of goodSigns) {
    const match = re.exec(text);
    if (match !== null) return { id, serving, ...(match[1] === undefined ? {} : { subject: match[1] }) };
  }
  return undefined;
}
