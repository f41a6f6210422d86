import { quote } from '#base/quote.ts';
import { listensAt } from '#catalog/run-kind.ts';
import { asDocker } from '#runtimes/container.ts';
import { runtimeOf } from '#runtimes/runtimes.ts';
import { defineProbe, type Seen } from '../probe.ts';
import { known, listed, notSeen, quoted } from '../make-observation.ts';
import { lines, printed, shell } from '../shell.ts';
import { listeningSockets } from './listening-sockets.ts';

/**
 * How the container of the service is joined to its host: the ports that are published, what listens inside, the image
 * behind its tag. Docker's own proxy accepts for a container in which nobody listens, so that a look at the host's port
 * proves nothing.
 */
export const container = defineProbe({
  id: 'container',
  title: { en: 'Container', fr: 'Conteneur' },
  scope: 'host',
  usualMs: 120,
  facts: {
    published: 'boolean',
    publishedPorts: 'list',
    port: 'number',
    listens: 'boolean',
    loopbackOnly: 'boolean',
    inside: 'list',
    otherPorts: 'list',
    networks: 'list',
    imageCurrent: 'boolean',
    image: 'string',
  },
  asks: ({ service }) => {
    const find = runtimeOf(service).container?.(service);
    if (find === undefined) return undefined;
    return {
      container: shell(`${asDocker} command -v docker >/dev/null || exit; c=$(${find}); [ -n "$c" ] || exit
$s docker inspect --type container --format ${quote(format)} "$c" 2>/dev/null || exit; echo resus-sockets
p=$($s docker inspect --type container --format '{{.State.Pid}}' "$c"); [ "\${p:-0}" = 0 ] || { cat /proc/$p/net/tcp /proc/$p/net/tcp6 2>/dev/null && echo resus-seen; }
echo resus-image; $s docker image inspect --format '{{.Id}}' "$($s docker inspect --type container --format '{{.Config.Image}}' "$c")" 2>/dev/null`),
    };
  },
  read: ({ container: answer }, { service }) => {
    const at = listensAt(service);
    const text = printed(answer) ?? '';
    const [told = '', sockets = '', image = ''] = text.split(/^resus-(?:sockets|image)\n/m);
    const row = told.trim().split('\u0001');
    if (row.length < 5)
      return notSeen('container', {
        en: 'there is no container to look at',
        fr: 'il n’y a pas de conteneur à voir',
      });
    return seeContainer(row, sockets, image, at !== undefined && 'port' in at ? at.port : undefined);
  },
});

const format =
  '{{json .NetworkSettings.Ports}}\u0001{{json .HostConfig.PortBindings}}\u0001{{.Image}}\u0001{{.Config.Image}}\u0001{{.HostConfig.NetworkMode}}\u0001{{range $n, $e := .NetworkSettings.Networks}}{{$n}} {{end}}\u0001{{.State.Status}}';

type Bindings = Readonly<Record<string, readonly { readonly HostPort?: string }[] | null>>;

const isLoopback = (address: string): boolean => /^(?:127\.|::1$)/.test(address);

function seeContainer(
  row: readonly string[],
  sockets: string,
  image: string,
  wanted: number | undefined,
): Seen {
  const [ports = '{}', bindings = '{}', imageId = '', tag = '', mode = '', networks = '', status = ''] = row;
  const onHost = mode === 'host';
  const bound = { ...(JSON.parse(bindings) as Bindings | null), ...(JSON.parse(ports) as Bindings | null) };
  const pairs = Object.entries(bound).flatMap(([inside, hosts]) =>
    (hosts ?? []).map(({ HostPort }) => ({ inside: Number.parseInt(inside, 10), host: Number(HostPort) })),
  );
  const target = pairs.find(({ host }) => host === wanted);
  const isSeen = /^resus-seen$/m.test(sockets) && status === 'running';
  // Docker's name server listens on 127.0.0.11, at a port of chance.
  const own = isSeen
    ? listeningSockets(sockets).filter(({ address }) => !address.startsWith('127.0.0.11'))
    : [];
  const at = own.filter(({ port }) => port === target?.inside);
  const joined = isSeen && target !== undefined && !onHost;
  const listens = joined ? at.some(({ address }) => !isLoopback(address)) : undefined;
  const loopbackOnly = joined ? at.length > 0 && listens === false : undefined;
  const inside = [...new Set(own.map(({ address, port }) => `${address}:${port}`))];
  const others = [
    ...new Set(own.filter(({ port }) => port !== target?.inside).map(({ port }) => String(port))),
  ];
  const tagged = lines(image)[0];
  const published = [...new Set(pairs.map(({ host, inside: to }) => `${host}→${to}`))];
  const isPublished = wanted === undefined || onHost ? undefined : target !== undefined;
  const isWrong = status === 'running' && (isPublished === false || listens === false);
  return {
    probe: 'container',
    status: isWrong ? 'bad' : 'ok',
    facts: known({
      published: status === 'running' ? isPublished : undefined,
      publishedPorts: listed([...new Set(pairs.map(({ host }) => String(host)))]),
      port: target?.inside,
      listens,
      loopbackOnly,
      inside: joined ? inside : undefined,
      otherPorts: joined && at.length === 0 ? listed(others) : undefined,
      networks: listed(
        networks
          .trim()
          .split(' ')
          .filter((name) => name !== ''),
      ),
      imageCurrent: tagged === undefined ? undefined : tagged === imageId,
      image: tag,
    }),
    evidence: [
      quoted(
        'docker inspect',
        `published: ${published.join(', ') || 'none'}; networks: ${networks.trim()}`,
        'published',
        'publishedPorts',
        'port',
        'networks',
      ),
      ...(joined
        ? [
            quoted(
              '/proc/PID/net/tcp in the container',
              `listening: ${inside.join(', ') || 'none'}`,
              'listens',
              'loopbackOnly',
              'inside',
              'otherPorts',
            ),
          ]
        : []),
      quoted(
        'docker image inspect',
        `the container runs ${imageId.slice(0, 19)}, ${tag} is ${tagged?.slice(0, 19) ?? 'gone'}`,
        'imageCurrent',
        'image',
      ),
    ],
    says: saysContainer(isWrong, published, inside),
  };
}

function saysContainer(
  isWrong: boolean,
  published: readonly string[],
  inside: readonly string[],
): Seen['says'] {
  const told = { published: published.join(', ') || '–', inside: inside.join(', ') || '–' };
  return isWrong
    ? {
        en: 'published {published}, but inside listens {inside}',
        fr: 'publié {published}, mais à l’intérieur écoute {inside}',
        with: told,
      }
    : {
        en: 'published {published}; inside listens {inside}',
        fr: 'publié {published} ; à l’intérieur écoute {inside}',
        with: told,
      };
}
