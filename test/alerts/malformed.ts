import { payload } from './alert-server.ts';

export type Malformed = {
  readonly name: string;
  readonly endpoint: string;
  readonly body: string | Buffer;
  readonly status: number;
};

type Edit = readonly [
  name: string,
  make: (text: string, json: () => Json) => string | Buffer,
  status?: number,
];
type Json = Record<string, unknown>;

/** What can happen to any body on its way, or be done to it on purpose. */
const anyBody: readonly Edit[] = [
  ['nothing at all', () => '', 400],
  ['only a space', () => ' ', 400],
  ['cut in the middle', (text) => text.slice(0, text.length / 2), 400],
  ['the last brace lost', (text) => text.trimEnd().slice(0, -1), 400],
  ['something after the end', (text) => `${text}x`, 400],
  ['sent twice in one', (text) => text + text, 400],
  ['a form instead of JSON', () => 'service=api&state=down', 400],
  [
    'a multipart form around it',
    (text) => `--x\r\ncontent-disposition: form-data; name="data"\r\n\r\n${text}\r\n--x--`,
    400,
  ],
  ['XML', () => '<alert><service>api</service></alert>', 400],
  ['single quotes', (text) => text.replaceAll('"', "'"), 400],
  ['NaN as a value', () => '{"status": NaN}', 400],
  ['a NUL after the end', (text) => `${text}\0`, 400],
  ['a byte order mark of UTF-16', (text) => Buffer.from(`\uFEFF${text}`, 'utf16le'), 400],
  ['broken UTF-8', (text) => Buffer.concat([Buffer.from(text), Buffer.from([0xff, 0xfe])]), 400],
  ['gzip without saying so', () => Buffer.from('1f8b08000000000000ff', 'hex'), 400],
  ['null', () => 'null', 422],
  ['true', () => 'true', 422],
  ['a number', () => '42', 422],
  ['a text', () => '"firing"', 422],
  ['an empty object', () => '{}', 422],
  ['an empty list', () => '[]', 422],
  ['in a list', (text) => `[${text}]`, 422],
  ['2 MB', (_text, json) => JSON.stringify({ ...json(), more: 'x'.repeat(2 * 1024 * 1024) }), 413],
  ['20 MB', () => Buffer.alloc(20 * 1024 * 1024, 32), 413],
  ['100,000 lists in each other', () => '['.repeat(100_000) + ']'.repeat(100_000), 400],
  ['100 objects in each other', (_text, json) => JSON.stringify({ ...json(), more: nested(100) }), 400],
  ['a key __proto__', (text) => text.replace('{', '{"__proto__": {"isAdmin": true},'), 400],
  ['a key __proto__ deeper', (text) => text.replace('{', '{"more": [{"__proto__": []}],'), 400],
  ['a NUL in a text', (text) => text.replace('{', String.raw`{"more": "a\u0000b",`), 400],
  ['a NUL in a key', (text) => text.replace('{', String.raw`{"a\u0000b": 1,`), 400],
];

const alert = (change: (alert: Json) => void): Edit[1] => {
  return (_text, json) => {
    const body = json() as { alerts: Json[] };
    for (const one of body.alerts) change(one);
    return JSON.stringify(body);
  };
};

/** Of what Alertmanager and Grafana send. */
const prometheus: readonly Edit[] = [
  ['no alerts', (_text, json) => JSON.stringify({ ...json(), alerts: [] })],
  ['alerts that is an object', (_text, json) => JSON.stringify({ ...json(), alerts: {} })],
  ['alerts that is null', (_text, json) => JSON.stringify({ ...json(), alerts: null })],
  ['alerts of nulls', (_text, json) => JSON.stringify({ ...json(), alerts: [null, null] })],
  ['alerts of texts', (_text, json) => JSON.stringify({ ...json(), alerts: ['api'] })],
  ['an alert that is empty', (_text, json) => JSON.stringify({ ...json(), alerts: [{}] })],
  ['an invented status', alert((one) => (one['status'] = 'on fire'))],
  ['a status in capitals', alert((one) => (one['status'] = 'FIRING'))],
  ['a status that is a number', alert((one) => (one['status'] = 1))],
  ['no status', alert((one) => delete one['status'])],
  ['no labels', alert((one) => delete one['labels'])],
  ['labels that are a list', alert((one) => (one['labels'] = ['service']))],
  ['a label that is a number', alert((one) => (one['labels'] = { service: 7 }))],
  ['a label that is an object', alert((one) => (one['labels'] = { service: { name: 'api' } }))],
  ['a label of 100 kB', alert((one) => (one['labels'] = { service: 'api', x: 'x'.repeat(100_000) }))],
  ['annotations that are a text', alert((one) => (one['annotations'] = 'down'))],
  ['no start', alert((one) => delete one['startsAt'])],
  ['a start that is no date', alert((one) => (one['startsAt'] = 'yesterday'))],
  ['a start on 30 February', alert((one) => (one['startsAt'] = '2024-02-30T00:00:00Z'))],
  ['a start in year 1', alert((one) => (one['startsAt'] = '0001-01-01T00:00:00Z'))],
  ['a start in 200 years', alert((one) => (one['startsAt'] = '2224-01-01T00:00:00Z'))],
  ['a start without a time zone', alert((one) => (one['startsAt'] = '2024-11-20T07:28:45'))],
  ['a start that is a number', alert((one) => (one['startsAt'] = 1_732_087_725))],
  ['no fingerprint', alert((one) => delete one['fingerprint'])],
  ['an empty fingerprint', alert((one) => (one['fingerprint'] = ''))],
  ['a fingerprint that is a list', alert((one) => (one['fingerprint'] = ['1a30ba71cca2921f']))],
  ['a fingerprint of 10 kB', alert((one) => (one['fingerprint'] = 'f'.repeat(10_000)))],
  ['a link that is an object', alert((one) => (one['generatorURL'] = {}))],
  ['a service that is not ours', alert((one) => (one['labels'] = { service: 'nothing-like-it' }))],
  ['a service that is inherited', alert((one) => (one['labels'] = { service: 'constructor' }))],
];

const part = (key: string, change: Json | null): Edit[1] => {
  return (_text, json) => {
    const body = json();
    const changed = change === null ? null : { ...(body[key] as Json), ...change };
    return JSON.stringify({ ...body, [key]: changed });
  };
};

const kuma: readonly Edit[] = [
  ['no monitor', part('monitor', null)],
  ['no heartbeat', part('heartbeat', null)],
  ['no msg', (_text, json) => JSON.stringify({ ...json(), msg: undefined })],
  ['a msg that is an object', (_text, json) => JSON.stringify({ ...json(), msg: {} })],
  ['a status of 9', part('heartbeat', { status: 9 })],
  ['a status that is a text', part('heartbeat', { status: '0' })],
  ['a status that is null', part('heartbeat', { status: null })],
  ['a time that is no time', part('heartbeat', { time: 'now' })],
  ['a time in month 13', part('heartbeat', { time: '2024-13-01 00:00:00' })],
  ['a time that is a number', part('heartbeat', { time: 1_732_087_725 })],
  ['a time in year 9999', part('heartbeat', { time: '9999-01-01 00:00:00.000' })],
  ['an id that is a text', part('monitor', { id: 'seven' })],
  ['an id below zero', part('monitor', { id: -1 })],
  ['an id with a fraction', part('monitor', { id: 7.5 })],
  ['an empty name', part('monitor', { name: '' })],
  ['a name that is a list', part('monitor', { name: ['api'] })],
  ['a name that is not ours', part('monitor', { name: 'nothing-like-it' })],
  ['a name of 100 kB', part('monitor', { name: 'x'.repeat(100_000) })],
  ['a monitor that is a list', (_text, json) => JSON.stringify({ ...json(), monitor: [7, 'api'] })],
  ['a heartbeat that is a text', (_text, json) => JSON.stringify({ ...json(), heartbeat: 'down' })],
];

const generic: readonly Edit[] = [
  ['no check', (_text, json) => JSON.stringify({ ...json(), check: undefined })],
  ['no host', (_text, json) => JSON.stringify({ ...json(), host: undefined })],
  ['a state that is neither', part('check', { state: 'WARNING' })],
  ['a state that is a list', part('check', { state: ['CRITICAL'] })],
  ['a state that is null', part('check', { state: null })],
  ['a state in small letters', part('check', { state: 'critical' })],
  ['no start', part('check', { since: undefined })],
  ['a start that is no date', part('check', { since: 'long ago' })],
  ['a start of 0', part('check', { since: 0 })],
  ['a start below zero', part('check', { since: -5 })],
  ['a start in microseconds', part('check', { since: 1_732_087_725_000_000 })],
  ['a start that is an object', part('check', { since: {} })],
  ['no fingerprint', part('check', { id: undefined })],
  ['a fingerprint that is a list', part('check', { id: [4711] })],
  ['a fingerprint of 10 kB', part('check', { id: 'f'.repeat(10_000) })],
  ['a state that is an object', part('check', { state: { is: 'CRITICAL' } })],
  ['labels that are a list', part('host', { labels: ['api'] })],
  ['a service that is a number', part('host', { labels: { 'app.example.test/service': 7 } })],
  ['a service that is not ours', part('host', { labels: { 'app.example.test/service': 'nothing-like-it' } })],
  ['a service that is a list', part('host', { labels: { 'app.example.test/service': ['api'] } })],
];

const field = (change: Json): Edit[1] => {
  return (_text, json) => JSON.stringify({ ...json(), ...change });
};

const deploys: readonly Edit[] = [
  ['no service', field({ service: undefined })],
  ['an empty service', field({ service: '' })],
  ['a service that is a list', field({ service: ['api'] })],
  ['a service that is not ours', field({ service: 'nothing-like-it' })],
  ['a service that is inherited', field({ service: '__proto__' })],
  ['neither version nor commit', field({ version: undefined, commit: undefined })],
  ['a version that is a number', field({ version: 3 })],
  ['a version of 10 kB', field({ version: 'v'.repeat(10_000) })],
  ['an empty version', field({ version: '' })],
  ['a commit that is a branch', field({ commit: 'main' })],
  ['a commit that is a command', field({ commit: '$(reboot)' })],
  ['by that is an object', field({ by: { name: 'Ana' } })],
  ['a link over http', field({ link: 'http://ci.example.test/1' })],
  ['a link that is a script', field({ link: 'javascript:alert(1)' })],
  ['a link that is no link', field({ link: 'the pipeline' })],
  ['a time that is no time', field({ at: 'soon' })],
  ['a time that is a list', field({ at: [1_732_087_725] })],
  ['a time in year 1', field({ at: '0001-01-01T00:00:00Z' })],
  ['a time two years ago', field({ at: '2022-11-20T07:25:00Z' })],
  ['a time in 200 years', field({ at: '2224-01-01T00:00:00Z' })],
  ['a misspelt key', field({ vesrion: 'v1' })],
];

/** At least fifty for each endpoint; none of them may be taken, and none may end the server. */
export const malformed: Readonly<Record<string, readonly Malformed[]>> = {
  alertmanager: all('alertmanager', prometheus),
  grafana: all('grafana', prometheus),
  'uptime-kuma': all('uptime-kuma', kuma),
  generic: all('generic', generic),
  deploys: all('deploys', deploys),
};

function all(endpoint: string, own: readonly Edit[]): Malformed[] {
  const text = payload(endpoint);
  return [...anyBody, ...own].map(([name, make, status = 422]) => ({
    name,
    endpoint,
    body: make(text, () => JSON.parse(text) as Json),
    status,
  }));
}

function nested(depth: number): unknown {
  return depth === 0 ? 0 : { deeper: nested(depth - 1) };
}
