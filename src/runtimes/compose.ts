import { z } from 'zod';
import { quote } from '#base/quote.ts';
import type { Service } from '#catalog/catalog.ts';
import { absolutePath, runName } from '#catalog/names.ts';
import type { Verb } from '#catalog/verb.ts';
import { asDocker, containerReader } from './container.ts';
import { defineRuntime, runValue, type VerbStep } from './runtime.ts';

const schema = z.union([
  runName,
  z.strictObject({ project: runName, service: runName, dir: absolutePath.optional() }),
]);

/** Compose marks its containers with labels; asking by them works with every version, and without its file. */
export const compose = defineRuntime({
  id: 'compose',
  schema,
  examples: ['api', { project: 'payments', service: 'api', dir: '/srv/payments' }],
  capabilities: ['host', 'engine', 'recreate', 'images'],
  ...containerReader(
    'compose',
    find,
    (service) => composed(service).service,
    (service) => `label=com.docker.compose.service=${composed(service).service}`,
  ),
  verb: composeVerb,
  bootUnit: () => 'docker',
  datesItsLog: true,
});

type Composed = { readonly service: string; readonly project?: string; readonly dir?: string | undefined };

function composed(service: Service): Composed {
  const value = runValue('compose', schema, service);
  return typeof value === 'string' ? { service: value } : value;
}

function find(service: Service): string {
  const { service: name, project } = composed(service);
  const filters = [
    `label=com.docker.compose.service=${name}`,
    ...(project === undefined ? [] : [`label=com.docker.compose.project=${project}`]),
    // What `docker compose run` made is a command of somebody's, not the service.
    'label=com.docker.compose.oneoff=False',
  ];
  const asked = filters.map((filter) => `--filter ${quote(filter)}`).join(' ');
  return `${asDocker} $s docker ps -a --no-trunc ${asked} --format '{{.Names}} {{.ID}} {{.Status}}' 2>/dev/null | ${serviceFirst}`;
}

/**
 * Of several containers of one service: one that is up before one that ended, then the one with the name that Compose
 * gives before `<hash>_name`, which a broken-off `up` left, then the newest, as Docker lists them.
 */
const serviceFirst = [
  `sed -E -e 's/^([^ ]+ [^ ]+) (Up|Restarting).*/0 \\1/;t' -e 's/^([^ ]+ [^ ]+) .*/1 \\1/'`,
  `sed -E -e 's/^(.) [0-9a-f]{12}_[^ ]+/\\11/;t' -e 's/^(.) [^ ]+/\\10/'`,
  "sort -s -k1,1 | head -n 1 | cut -d' ' -f2",
].join(' | ');

function composeVerb(verb: Verb, service: Service): readonly VerbStep[] | undefined {
  if (verb === 'reload' || verb === 'reset') return undefined;
  const { service: name, project, dir } = composed(service);
  const where = [
    ...(project === undefined ? [] : ['-p', project]),
    ...(dir === undefined ? [] : ['--project-directory', dir]),
  ];
  // A plain `up -d` would recreate what the service depends on as well.
  const words = verb === 'start' ? ['up', '-d', '--no-deps', name] : [verb, name];
  return [{ words: ['docker', 'compose', ...where, ...words] }];
}
