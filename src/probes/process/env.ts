import { quote } from '#base/quote.ts';
import { stepHelperPath } from '#base/sudoers.ts';
import type { ShellAsk } from '#catalog/ask.ts';
import type { Service } from '#catalog/catalog.ts';
import type { Evidence } from '#catalog/observation.ts';
import { defineProbe } from '../probe.ts';
import { runtimeOf } from '#runtimes/runtimes.ts';
import { known, listed, needsSudo, notSeen, quoted } from '../make-observation.ts';
import { readAs } from '../read-as.ts';
import { elevate, lines, printed, shell, sudoRefused } from '../shell.ts';

/**
 * Are the variables there that the service needs, in its file and in what the process really got? Only names leave the
 * host: the pattern that is run there prints at most the name, and how a placeholder begins.
 */
export const env = defineProbe({
  id: 'env',
  title: { en: 'Environment', fr: 'Environnement' },
  scope: 'host',
  usualMs: 25,
  facts: {
    fileExists: 'boolean',
    missing: 'list',
    empty: 'list',
    placeholder: 'list',
    wrong: 'list',
    missingInProcess: 'list',
    emptyInProcess: 'list',
    present: 'number',
    changedSinceStart: 'boolean',
    fileAgeS: 'number',
  },
  asks: ({ service }) => {
    if (service.env === undefined) return undefined;
    const pid = runtimeOf(service).mainPid(service);
    const { file } = service.env;
    const asks: Record<string, ShellAsk> = {};
    if (file !== undefined) asks['file'] = shell(fileCommand(service, file, pid));
    if (pid !== undefined) asks['process'] = shell(processCommand(service, pid));
    return asks;
  },
  read: (answers, { service }) => {
    const required = [
      ...new Set([...(service.env?.required ?? []), ...Object.keys(service.env?.equals ?? {})]),
    ];
    const fileText = printed(answers['file']);
    const processText = printed(answers['process']);
    const noFile = /^resus-no-file$/m.test(fileText ?? '');
    const refused =
      sudoRefused(fileText ?? '') ||
      /^Refused: |resus-led-by-many|grep: .*(?:Permission denied|Permission non accordée)/m.test(
        fileText ?? '',
      );
    const inFile = fileText === undefined || noFile || refused ? undefined : readNames(fileText);
    const inProcess =
      processText === undefined || !/^resus-environ$/m.test(processText) ? undefined : readNames(processText);
    if (inFile === undefined && inProcess === undefined && !noFile)
      return notSeen('env', needsSudo(`grep ${service.env?.file ?? '/proc/PID/environ'}`));

    // The process has the truth; the file tells what its next start will get. A name in either is not missing.
    const has = (name: string): boolean => inFile?.has(name) === true || inProcess?.has(name) === true;
    const knows =
      inFile !== undefined ||
      (inProcess !== undefined && service.env?.file === undefined) ||
      (noFile && inProcess !== undefined);
    const missing = knows
      ? required.filter((name) => !has(name))
      : noFile && inProcess === undefined
        ? required
        : [];
    const classed = (kind: Kind): string[] =>
      required.filter((name) => (inFile?.get(name) ?? inProcess?.get(name)) === kind);
    const wrong = Object.keys(service.env?.equals ?? {}).filter(
      (name) => has(name) && (inFile?.get(name) ?? inProcess?.get(name)) !== 'equal',
    );
    const missingInProcess = inProcess === undefined ? [] : required.filter((name) => !inProcess.has(name));
    const empty = classed('empty');
    const placeholder = classed('placeholder');
    const changed = changedSince(fileText ?? '');
    const bad = [...missing, ...empty, ...placeholder, ...wrong];
    const evidence: Evidence[] = [];
    if (noFile)
      evidence.push(quoted(service.env?.file ?? '', 'there is no such file', 'fileExists', 'missing'));
    evidence.push(
      quoted(
        service.env?.file ?? '/proc/PID/environ',
        told({ missing, empty, placeholder, wrong }, inFile ?? inProcess),
        'missing',
        'empty',
        'placeholder',
        'wrong',
        'present',
      ),
    );
    if (missingInProcess.length > 0)
      evidence.push(
        quoted('/proc/PID/environ', `not in the process: ${missingInProcess.join(', ')}`, 'missingInProcess'),
      );
    return {
      probe: 'env',
      status: bad.length > 0 || noFile ? ('bad' as const) : ('ok' as const),
      facts: known({
        fileExists: fileText === undefined ? undefined : noFile ? false : refused ? undefined : true,
        // Read and complete is an empty list; not read is no fact at all.
        missing: knows ? missing : listed(missing),
        empty: inFile === undefined && inProcess === undefined ? undefined : empty,
        placeholder: inFile === undefined && inProcess === undefined ? undefined : placeholder,
        wrong: inFile === undefined && inProcess === undefined ? undefined : wrong,
        missingInProcess: listed(missingInProcess),
        emptyInProcess: listed(required.filter((name) => inProcess?.get(name) === 'empty')),
        present: required.filter(has).length,
        changedSinceStart: changed.changed,
        fileAgeS: changed.ageS,
      }),
      evidence,
      says:
        bad.length > 0
          ? {
              en: 'variables missing, empty or wrong: {names}',
              fr: 'variables absentes, vides ou fausses : {names}',
              with: { names: [...new Set(bad)] },
            }
          : noFile
            ? { en: '{file} does not exist', fr: '{file} n’existe pas', with: { file: service.env?.file } }
            : {
                en: 'all {count} variables are set',
                fr: 'les {count} variables sont définies',
                with: { count: required.length },
              },
    };
  },
});

type Kind = 'set' | 'empty' | 'placeholder' | 'equal';

/** How people write "fill this in". Anchored at the value's start, so that a real value is never printed. */
const placeholders = 'your[-_ ]|change[-_ ]?me|xxxx*$|<|todo|placeholder|replace[-_ ]?me|example$';

export const emptyPattern = `^(export +)?[A-Za-z_][A-Za-z0-9_]*=["']?["']?[[:space:]]*$`;

/** One leftmost-longest match a line: the name with `=`, and after it only what is a placeholder or equal. */
export function namesPattern(service: Service): string {
  const equal = Object.entries(service.env?.equals ?? {}).map(
    ([name, value]) =>
      `|^(export +)?${name}=["']?${value.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}["']?$`,
  );
  return `^(export +)?[A-Za-z_][A-Za-z0-9_]*=(["']?(${placeholders}))?${equal.join('')}`;
}

function fileCommand(service: Service, file: string, pid: string | undefined): string {
  const at = quote(file);
  const start =
    pid === undefined
      ? ''
      : `p=$(${pid}); [ "\${p:-0}" -gt 0 ] 2>/dev/null && echo "started $(ps -o etimes= -p "$p" 2>/dev/null)";`;
  const look = `$a grep -oiE ${quote(namesPattern(service))} ${at} 2>&1 | head -n 500
echo resus-empty; $a grep -oiE ${quote(emptyPattern)} ${at} 2>/dev/null | head -n 100; echo resus-end
t=$($a stat -Lc %Y ${at} 2>/dev/null) && echo "age $(($(date +%s) - t))"`;
  return `if [ ! -e ${at} ] && [ -x ${quote(file.slice(0, file.lastIndexOf('/')) || '/')} ]; then echo resus-no-file; exit; fi
${start} ${readAs(at, look, `$s ${stepHelperPath} ${quote(service.name)} env-names 2>&1`)}`;
}

function processCommand(service: Service, pid: string): string {
  return `p=$(${pid}); [ "\${p:-0}" -gt 0 ] 2>/dev/null || exit 0
${elevate} [ ! -r "/proc/$p/environ" ] || s=; [ -z "$s" ] || exit 0
e() { tr '\\0' '\\n' <"/proc/$p/environ" 2>/dev/null; }
e | grep -oiE ${quote(namesPattern(service))} | head -n 500; echo resus-empty; e | grep -oiE ${quote(emptyPattern)}; echo resus-end; echo resus-environ`;
}

function readNames(text: string): Map<string, Kind> {
  const [first = '', rest = ''] = text.split(/^resus-empty$/m);
  const [empties = ''] = rest.split(/^resus-end$/m);
  const names = new Map<string, Kind>();
  const read = (part: string, kindOf: (value: string) => Kind): void => {
    for (const line of lines(part)) {
      const [, name, value = ''] = /^(?:export +)?([A-Za-z_]\w*)=(.*)$/.exec(line) ?? [];
      if (name !== undefined) names.set(name, kindOf(value.replaceAll(/["']/g, '')));
    }
  };
  const placeholder = new RegExp(`^(?:${placeholders})`, 'i');
  read(first, (value) => (value === '' ? 'set' : placeholder.test(value) ? 'placeholder' : 'equal'));
  read(empties, () => 'empty');
  return names;
}

/** The file is younger than the process: what runs has not read it yet. */
function changedSince(text: string): { changed?: boolean; ageS?: number } {
  const age = /^age (\d+)$/m.exec(text)?.[1];
  const started = /^started +(\d+)$/m.exec(text)?.[1];
  return {
    ...(age === undefined ? {} : { ageS: Number(age) }),
    ...(age === undefined || started === undefined ? {} : { changed: Number(age) < Number(started) }),
  };
}

function told(
  wrong: Readonly<Record<string, readonly string[]>>,
  names: ReadonlyMap<string, Kind> | undefined,
): string {
  const faults = Object.entries(wrong).flatMap(([what, which]) =>
    which.length === 0 ? [] : [`${what}: ${which.join(', ')}`],
  );
  return [...faults, `${names?.size ?? 0} names are defined`].join('\n');
}
