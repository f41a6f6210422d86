import { linesBefore, type Signatures } from '#base/log-signatures.ts';
import { quote } from '#base/quote.ts';
import type { HttpFailure, ShellAnswer, ShellAsk } from '#catalog/ask.ts';
import type { Service } from '#catalog/catalog.ts';
import { contains, meets } from './expect.ts';
import { readResponse, requestCommand } from './http-from-host.ts';
import { localRequest } from './local.ts';
import { defineProbe, type FactType, type Seen, type Target } from '../probe.ts';
import { known, needsSudo, notSeen, quoted } from '../make-observation.ts';
import { asLeader } from '../read-as.ts';
import { asUser, lines, printed, shell, sudoRefused } from '../shell.ts';

export type Check = Service['checks'][number];

const usualTimeoutMs = 5_000;

export const checkFacts = {
  passed: 'boolean',
  blocked: 'boolean',
  exitCode: 'number',
  outcome: 'string',
  status: 'number',
  alive: 'boolean',
  timedOut: 'boolean',
  rateLimited: 'boolean',
  accepted: 'boolean',
  signature: 'string',
  subject: 'string',
  output: 'string',
} as const satisfies Readonly<Record<string, FactType>>;

/** The catalog's own checks: commands in the service's directory, and requests to its own port. */
export const checks = defineProbe({
  id: 'checks',
  title: { en: 'Own checks', fr: 'Contrôles du service' },
  scope: 'host',
  usualMs: 400,
  facts: checkFacts,
  asks: (target) => {
    const asks: Record<string, ShellAsk> = {};
    for (const check of target.service.checks) {
      const ask = isOneTooMany(check, target) ? undefined : askOf(check, target.service);
      if (ask !== undefined) asks[check.id] = ask;
    }
    return Object.keys(asks).length === 0 ? undefined : asks;
  },
  read: (answers, { service, signatures }) =>
    service.checks.flatMap((check) => {
      const answer = answers[check.id];
      if (answer === undefined) return [];
      return [
        check.run === undefined
          ? readRequest(check, answer, service)
          : readCommand(check, answer, signatures),
      ];
    }),
});

/**
 * A login endpoint counts attempts, so at most one such request is made in a diagnosis: the first of the catalog, from
 * the first host.
 */
export function isOneTooMany(check: Check, { service, host }: Target): boolean {
  if (check.post === undefined) return false;
  return service.checks.find(({ post }) => post !== undefined) !== check || host?.name !== service.hosts[0];
}

/**
 * The words of a check's command, with its time limit: what a sudo rule must allow, too. Its directory is among them: else
 * the login could run what it likes as the check's user, by running a relative command in a directory of its own.
 */
export function commandAs({ run = '', in: dir, timeout = usualTimeoutMs }: Check): string[] {
  const from = dir === undefined ? '' : `cd ${quote(dir)} || exit 126; `;
  return ['timeout', String(Math.ceil(timeout / 1000)), 'sh', '-c', `${from}${run}`];
}

/** Without a user of its own it runs as the login; as root, what somebody else can change in its directory is that one's. */
function ownerIn(dir: string | undefined, run: string): string {
  return dir === undefined ? run : `${asLeader(quote(`${dir}/.`))} $a ${run}`;
}

function askOf(check: Check, service: Service): ShellAsk | undefined {
  const timeoutMs = check.timeout ?? usualTimeoutMs;
  if (check.run !== undefined) {
    const run = commandAs(check).map(quote).join(' ');
    const command =
      check.user === undefined ? ownerIn(check.in ?? service.deploy?.dir, run) : asUser(check.user, run);
    return shell(`{ ${command} 2>&1; echo "resus-exit $?"; } | tail -c 8192`, timeoutMs + 2_000);
  }
  const base = localRequest(service);
  const path = check.get ?? check.post;
  if (base === undefined || path === undefined) return undefined;
  const body = check.json === undefined ? undefined : JSON.stringify(check.json);
  return shell(
    requestCommand({
      ...base,
      method: check.post === undefined ? 'GET' : 'POST',
      url: new URL(path, base.url).href,
      headers: {
        ...base.headers,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...check.headers,
      },
      ...(body === undefined ? {} : { body }),
      timeoutMs,
    }),
    timeoutMs + 2_000,
  );
}

function readCommand(check: Check, answer: ShellAnswer, signatures: Signatures): Seen {
  const probe = `checks.${check.id}`;
  const text = printed(answer) ?? '';
  const exit = /^resus-exit (\d+)$/m.exec(text)?.[1];
  const output = text.replace(/^resus-exit \d+\n?/m, '').trim();
  if (sudoRefused(output)) return notSeen(probe, needsSudo(`-u ${check.user ?? 'root'} ${check.run ?? ''}`));
  const timedOut = answer.outcome === 'timed_out' || exit === '124';
  if (exit === undefined && !timedOut)
    return notSeen(probe, { en: 'the check gave no result', fr: 'le contrôle n’a rien rendu' }, [
      quoted(check.run ?? '', output),
    ]);
  const code = Number(exit ?? 124);
  // The program itself is missing: nothing is known about what it would have said.
  if (code === 126 || code === 127)
    return notSeen(probe, { en: 'the check could not be run', fr: 'le contrôle n’a pas pu être lancé' }, [
      quoted(check.run ?? '', output),
    ]);
  const passed = !timedOut && code === (check.expect?.exit ?? 0) && outputMeets(check, output);
  const found = passed
    ? undefined
    : lines(output)
        .map((line, at, all) => signatures.match(line, all.slice(Math.max(0, at - linesBefore), at)))
        .findLast((each) => each?.level === 'root');
  return {
    probe,
    status: passed ? 'ok' : 'bad',
    facts: known({
      passed,
      exitCode: timedOut ? undefined : code,
      timedOut,
      signature: found?.id,
      subject: found?.subject,
      output: output.slice(-300) || undefined,
    }),
    evidence: [
      quoted(
        check.run ?? '',
        `${output}\nexit code ${code}`,
        'passed',
        'exitCode',
        'timedOut',
        'signature',
        'subject',
        'output',
      ),
    ],
    says: passed
      ? { en: '{id} passes', fr: '{id} réussit', with: { id: check.id } }
      : {
          en: '{id} fails: {last}',
          fr: '{id} échoue : {last}',
          with: { id: check.id, last: lines(output).at(-1)?.slice(0, 160) ?? `exit code ${code}` },
        },
  };
}

function outputMeets({ expect }: Check, output: string): boolean {
  if (expect?.output !== undefined && !output.includes(expect.output)) return false;
  if (expect?.body !== undefined && !output.includes(expect.body)) return false;
  if (expect?.json === undefined) return true;
  try {
    return contains(JSON.parse(output), expect.json);
  } catch {
    return false;
  }
}

export type CheckResponse =
  | { readonly outcome: 'answered'; readonly status: number; readonly body: string }
  | { readonly outcome: HttpFailure; readonly error: string };

function readRequest(check: Check, answer: ShellAnswer, service: Service): Seen {
  const probe = `checks.${check.id}`;
  const base = localRequest(service);
  const source = `${check.post === undefined ? 'GET' : 'POST'} ${new URL(check.get ?? check.post ?? '/', base?.url ?? 'http://localhost').href}`;
  const response = readResponse(printed(answer) ?? '');
  if (response === undefined)
    return notSeen(probe, { en: 'the check could not be run', fr: 'le contrôle n’a pas pu être lancé' });
  return seeRequest(check, source, response);
}

/** Observes a check from the service's answer, whichever probe requested it. */
export function seeRequest(check: Check, source: string, response: CheckResponse): Seen {
  const probe = `checks.${check.id}`;
  if (response.outcome !== 'answered') {
    return {
      probe,
      status: 'bad',
      facts: known({
        passed: false,
        outcome: response.outcome,
        alive: false,
        timedOut: response.outcome === 'timed_out',
      }),
      evidence: [
        quoted(source, response.error || response.outcome, 'passed', 'outcome', 'alive', 'timedOut'),
      ],
      says: {
        en: '{id}: no answer ({outcome})',
        fr: '{id} : pas de réponse ({outcome})',
        with: { id: check.id, outcome: response.outcome },
      },
    };
  }
  const { status, body } = response;
  const met = meets(check.expect, status, body);
  // Too many attempts shows a living service, whatever was expected.
  const rateLimited = status === 429;
  const accepted = check.post !== undefined && [check.expect?.status].flat().includes(401) && status < 300;
  const passed = met.expectMet || rateLimited;
  return {
    probe,
    status: passed ? 'ok' : 'bad',
    facts: known({
      passed,
      outcome: 'answered',
      status,
      alive: met.alive,
      rateLimited,
      accepted,
    }),
    evidence: [
      quoted(
        source,
        `HTTP ${status}\n${body.trim().slice(0, 300)}`,
        'passed',
        'status',
        'alive',
        'rateLimited',
        'accepted',
      ),
    ],
    says: {
      en: passed ? '{id} answers {status}' : '{id} answers {status}, not what is expected',
      fr: passed ? '{id} répond {status}' : '{id} répond {status}, pas ce qui est attendu',
      with: { id: check.id, status },
    },
  };
}
