import { quote } from '#base/quote.ts';
import type { Service } from '#catalog/catalog.ts';
import type { Evidence } from '#catalog/observation.ts';
import { defineProbe } from '../probe.ts';
import { known, notSeen, quoted } from '../make-observation.ts';
import { lines, printed, shell } from '../shell.ts';

/** The interpreter the service runs with: is it there, of the right version, and has it what the code requires? */
export const runtime = defineProbe({
  id: 'runtime',
  title: { en: 'Runtime', fr: 'Environnement d’exécution' },
  scope: 'host',
  usualMs: 250,
  facts: {
    venvExists: 'boolean',
    python: 'string',
    pythonWanted: 'string',
    pythonMatches: 'boolean',
    missingPackages: 'list',
  },
  asks: ({ service }) => {
    const venv = venvOf(service);
    if (venv === undefined) return undefined;
    const python = quote(`${venv}/bin/python`);
    return {
      python: shell(
        `if [ ! -e ${quote(venv)} ]; then [ -x ${quote(venv.slice(0, venv.lastIndexOf('/')) || '/')} ] && echo resus-no-venv; exit; fi
timeout 4 ${python} -I -c ${quote(script)} ${quote(service.deploy?.dir ?? '.')} 2>&1 || echo "resus-exit $?"`,
        6_000,
      ),
    };
  },
  read: ({ python }, { service }) => {
    const text = printed(python) ?? '';
    const venv = venvOf(service) ?? '';
    const source = `${venv}/bin/python`;
    if (/^resus-no-venv$/m.test(text)) return broken(`${venv} does not exist`, source);
    const version = /^python (\d+\.\d+\.\d+)$/m.exec(text)?.[1];
    if (version === undefined) {
      // 126 and 127: the interpreter's file or the one it links to is gone.
      return /resus-exit 12[67]/.test(text)
        ? broken(text.replace(/resus-exit \d+/, '').trim(), source)
        : notSeen('runtime', { en: 'the interpreter gave no answer', fr: 'l’interpréteur n’a pas répondu' }, [
            quoted(source, text),
          ]);
    }
    const wanted = service.deploy?.python;
    const matches = wanted === undefined ? undefined : `${version}.`.startsWith(`${wanted}.`);
    const missing = lines(text).flatMap((line) => /^missing (\S+)$/.exec(line)?.[1] ?? []);
    const evidence: Evidence[] = [
      quoted(`${source} --version`, `Python ${version}`, 'python', 'pythonMatches', 'venvExists'),
    ];
    if (missing.length > 0)
      evidence.push(quoted('requirements.txt', `not installed: ${missing.join(', ')}`, 'missingPackages'));
    return {
      probe: 'runtime',
      status: matches === false || missing.length > 0 ? ('bad' as const) : ('ok' as const),
      facts: known({
        venvExists: true,
        python: version,
        pythonWanted: wanted,
        pythonMatches: matches,
        missingPackages: missing.length > 0 ? missing : undefined,
      }),
      evidence,
      says:
        missing.length > 0
          ? {
              en: 'required packages are not installed: {missing}',
              fr: 'paquets requis non installés : {missing}',
              with: { missing },
            }
          : matches === false
            ? {
                en: 'Python {version}, but {wanted} is wanted',
                fr: 'Python {version}, mais {wanted} est demandé',
                with: { version, wanted },
              }
            : { en: 'Python {version}', fr: 'Python {version}', with: { version } },
    };
  },
});

function venvOf(service: Service): string | undefined {
  return service.deploy?.venv;
}

function broken(text: string, source: string) {
  return {
    probe: 'runtime',
    status: 'bad' as const,
    facts: { venvExists: false },
    evidence: [quoted(source, text, 'venvExists')],
    says: {
      en: 'the virtual environment is missing or broken',
      fr: 'l’environnement virtuel est absent ou cassé',
    },
  };
}

/**
 * Only asks the interpreter for what is installed, by the names of the directories: reading every package's metadata
 * takes a hundred times as long. No code of the service runs; requirements with environment markers are not judged.
 */
const script = `import sys,re,os
print('python %d.%d.%d'%sys.version_info[:3])
norm=lambda n: re.sub(r'[-_.]+','-',n).lower()
have=set()
for d in sys.path:
 try: have|={norm(n.split('-')[0]) for n in os.listdir(d) if n.endswith(('.dist-info','.egg-info','.egg-link'))}
 except OSError: pass
for f in ('requirements.txt','requirements/base.txt','requirements/production.txt'):
 try: text=open(os.path.join(sys.argv[1],f),encoding='utf-8',errors='replace')
 except OSError: continue
 for l in text:
  l=l.split('#')[0].strip()
  if not l or l[0]=='-' or ';' in l or '://' in l or '@' in l: continue
  n=re.match(r'[A-Za-z0-9][A-Za-z0-9._-]*',l)
  if n and not {norm(n.group(0)),re.sub('-binary$','',norm(n.group(0)))}&have: print('missing '+n.group(0))
`;
