import { hex, letters, random, sample, strange, word } from './parts.ts';

const made = (...parts: readonly string[]): string => parts.join('');
const long = letters;
const inUrl = encodeURIComponent(strange);

/** What is a token by how it looks, each in a sentence that does not name it; and addresses with a password. */
const tokens: readonly string[] = [
  made('ghp', `_${long.slice(0, 36)}`),
  made('ghs', `_${long.slice(0, 36)}`),
  made('github', `_pat_${long}_${long}`),
  made('glpat', `-${long.slice(0, 20)}`),
  made('xoxb', `-1234567890-${long.slice(0, 24)}`),
  made('xoxp', `-1234567890-1234567890-${hex}`),
  made('xapp', `-1-A0AAAAAAA-1234567890-${hex}`),
  made('https://hooks.slack.com', `/services/T0AAAAAAA/B0AAAAAAA/${long.slice(0, 24)}`),
  `AKIA${'QWER'.repeat(4)}`,
  `ASIA${'QWER'.repeat(4)}`,
  `AIza${long.slice(0, 35)}`,
  made('ya29', `.${long}`),
  made('GOCSPX', `-${long.slice(0, 28)}`),
  made('sk', `_live_${long.slice(0, 24)}`),
  made('rk', `_test_${long.slice(0, 24)}`),
  made('whsec', `_${long.slice(0, 32)}`),
  made('sk', `-proj-${long}`),
  made('sk', `-ant-api03-${long}`),
  made('npm', `_${long.slice(0, 36)}`),
  made('pypi', `-AgEIcHlwaS5vcmc${long}`),
  made('SG', `.${long.slice(0, 22)}.${long.slice(0, 43)}`),
  made('key', `-${hex.slice(0, 32)}`),
  made('dop', `_v1_${hex}${hex}`),
  made('hvs', `.${long}`),
  made('dckr', `_pat_${long.slice(0, 27)}`),
  made('hf', `_${long.slice(0, 34)}`),
  made('shpat', `_${hex.slice(0, 32)}`),
  made('glsa', `_${long.slice(0, 32)}_12345678`),
  made('123456789', `:AA${long.slice(0, 33)}`),
  `MTIz${long.slice(0, 20)}.GabcDe.${long.slice(0, 38)}`,
  made('AGE-SECRET-KEY', `-1${'QWERTYUP'.repeat(7)}`),
  `$2b$12$${long.slice(0, 48)}`,
  `$argon2id$v=19$m=65536,t=3,p=4$${long.slice(0, 22)}$${long.slice(0, 43)}`,
  made('pbkdf2', `_sha256$600000$${long.slice(0, 22)}$${long.slice(0, 43)}=`),
];

const at = (scheme: string, password: string, rest: string) =>
  sample(`cannot reach ${scheme}://app:${password}@${rest}, giving up`, password, rest);

const addresses = [
  at('postgres', word, 'db.example.test:5432/shop'),
  at('postgresql', strange, 'db.example.test:5432/shop'),
  at('postgresql+asyncpg', inUrl, 'db.example.test/shop'),
  at('mysql', 'a:b:c@d', 'db.example.test:3306/shop'),
  at('mysql2', `${word}#?%`, 'db.example.test/shop'),
  at('mongodb', word, 'm1.example.test,m2.example.test/shop?replicaSet=a'),
  at('mongodb+srv', inUrl, 'cluster.example.test/shop'),
  at('redis', `${word}'x`, 'cache.example.test:6379/0'),
  at('rediss', '12345678', 'cache.example.test:6380'),
  at('amqp', word, 'mq.example.test:5672/%2f'),
  at('amqps', strange, 'mq.example.test'),
  at('smtp', word, 'mail.example.test:587'),
  at('https', random, 'git.example.test/shop.git'),
  at('http', word, 'proxy.example.test:3128'),
  at('ftp', word, 'files.example.test/in'),
  at('clickhouse', word, 'ch.example.test:9000'),
  at('ldap', word, 'dir.example.test'),
  at('sftp', '!"'.slice(0, 1) + word, 'files.example.test'),
  sample(`redis://:${word}@cache:6379`, word, '@cache:6379'),
  sample(`REDIS_URL=redis://:p@${word}@cache:6379/1`, word, '@cache:6379/1'),
  sample(`DATABASE_URL="postgres://app:${strange}@db/shop"`, strange, '@db/shop'),
  sample(`{"url":"postgres://app:${word}@db/shop","pool":5}`, word, '"pool":5'),
  sample(`redis://:${word}@c1:1,redis://:${random}@c2:2`, random, '@c2:2'),
  sample(`https://${hex}@sentry.example.test/4`, hex, 'sentry.example.test/4'),
  sample(`https://${random}@git.example.test/a.git`, random, 'git.example.test'),
  sample(`app:${strange}@tcp(db.example.test:3306)/shop`, strange, 'db.example.test:3306'),
  sample(`Server=db;Database=shop;User Id=sa;Password=${word};Encrypt=true`, word, 'Encrypt=true'),
  sample(`host=db user=app password='${strange}' sslmode=require`, strange, 'sslmode=require'),
  sample(`host=db user=app password=${word} sslmode=require`, word, 'sslmode=require'),
  sample(`jdbc:oracle:thin:scott/${word}@db.example.test:1521:x`, word, 'db.example.test:1521'),
  sample(`jdbc:sqlserver://db;user=sa;password=${word};encrypt=true`, word, 'encrypt=true'),
  sample(
    `DefaultEndpointsProtocol=https;AccountName=shop;AccountKey=${random}==;EndpointSuffix=x`,
    random,
    'EndpointSuffix=x',
  ),
  sample(
    `Endpoint=sb://bus.example.test/;SharedAccessKeyName=Root;SharedAccessKey=${random}=`,
    random,
    'bus.example.test',
  ),
];

export const byShape = [
  ...tokens.map((token) =>
    sample(`request to api.example.test was made with ${token} and failed`, token, 'api.example.test'),
  ),
  ...tokens.slice(0, 6).map((token) => sample(`{"a":["${token}"],"b":1}`, token, '"b":1')),
  ...addresses,
];
