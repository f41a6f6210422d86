/**
 * The kind of the name before a value: `strong` hides any value, `weak` only one that looks random, `key` a hash as
 * well.
 */
export type KeyKind = 'strong' | 'key' | 'weak' | 'none';

/** Alone or at the end of a longer word: `PGPASSWORD`, `authtoken`, `JSESSIONID`. */
const strongEnd =
  /(?:passwords?|passwd|passphrase|passcode|pwd|secrets?|tokens?|apikeys?|accesskey|secretkey|privatekey|tokenkey|accountkey|storagekey|servicekey|clientkey|sharedkey|adminkey|authkey|licensekey|masterkey|signingkey|encryptionkey|credentials?|sessionid|sessid|authorization|cookies?|motdepasse|passwort|kennwort|contrasena|senha|wachtwoord|parola|losenord|adgangskode|heslo|sifre|jelszo|haslo)$/;
/** Only as whole words: `bypass`, `compass` and `hotpot` are not secrets. */
const strongWords = new Set(
  'pass pw creds dbpass dbpw userpass rootpass authpass smtppass mysqlpass pgpass requirepass masterauth mdp jeton dsn otp totp bearer jwt authtoken psk pat passkey fernet mnemonic'.split(
    ' ',
  ),
);
/** The words that make `key`, `id`, `url` … the name of a secret. */
const strongPairs = new Set(
  (
    'api key,access key,private key,signing key,encryption key,secret key,master key,auth key,account key,storage key,role key,app key,' +
    'shared key,license key,server key,service key,deploy key,cle api,session id,session key,connect sid,connection string,' +
    'webhook url,hook url,amz signature,goog signature,recovery code,backup code,verification code,key base,key data,fernet key,hmac key,aes key,' +
    'crypt key,cipher key,jwt key,hash key,in key,nonce key,auth salt,in salt,nonce salt,consumer key,integration key,client key,ssh key,rsa key,' +
    'sas token,seed phrase,recovery phrase,sae password,pre shared,shared secret,clave api,clave secreta,reset link,magic link'
  ).split(','),
);
const weakWords = new Set(
  'key keys auth authkey salt sid sig signature seed pin nonce session cle pepper'.split(' '),
);

/** The words that name something, or something meant to be public. */
const publicPairs = new Set(
  (
    'public key,publishable key,site key,cache key,primary key,foreign key,partition key,sort key,routing key,idempotency key,object key,' +
    'group key,dedup key,lookup key,row key,host key,json key,map key,message key,queue key,issue key,redis key,translation key,index key,' +
    'socket key,websocket key,unique key,composite key,shard key,registry key,config key,page token,next token,continuation token'
  ).split(','),
);

/** sudoers' NOPASSWD, and where nginx passes requests on. */
const notSecret = /^nopasswd$|\b(?:proxy|fastcgi|uwsgi|scgi|grpc|memcached) pass$/;

/** At the end of a name these say that the value describes a secret: its file, its age, its kind. */
const aboutSecrets = new Set(
  (
    'type kind file files path dir folder name names length len count size ttl age expires expiry expiration expired at in alg algorithm ' +
    'policy field fields prefix suffix header headers endpoint uri enabled disabled required valid ok missing present set ref version ' +
    'domain secure httponly samesite timeout limit min max scope scopes issuer audience status state error errors hint format encoding ' +
    'provider manager store mount attempts retries class backend hashers validators authentication changed reset used remaining index ' +
    'position rotation bytes bits chars strength resolver source regex pattern label usage fingerprint number command helper seconds minutes days'
  ).split(' '),
);

/** `password.ts:12:5`, `secrets.yaml: …` */
const fileName =
  /\.(?:[jt]sx?|[cm]js|py|rb|php|go|java|rs|c|h|sh|html?|css|conf|ya?ml|json|toml|ini|txt|log|md|pem|crt|service)$/;

/** `dbPassword`, `DB_PASSWORD`, `db-password` and `spring.db.password` are the same words. */
function wordsOf(key: string): string[] {
  return key
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .normalize('NFD')
    .replaceAll('ł', 'l')
    .replaceAll('ı', 'i')
    .replaceAll(/[\u0300-\u036F]/g, '')
    .replaceAll(/[^a-z\d]+/g, ' ')
    .trim()
    .split(' ');
}

export function kindOfKey(key: string): KeyKind {
  const short = key.slice(-100);
  if (fileName.test(short)) return 'none';
  const words = wordsOf(short);
  const last = words.at(-1) ?? '';
  if (notSecret.test(words.join(' '))) return 'none';
  const before = words.at(-2) ?? '';
  if (publicPairs.has(`${before} ${last}`)) return 'none';
  if (strongPairs.has(`${before} ${last}`)) return 'strong';
  if (aboutSecrets.has(last) || (last === 'id' && /^(?:key|token|secret)$/.test(before) && words.length > 2))
    return 'none';
  if (
    /^(?:prompt|completion|total|max|min|input|output|cached|used|remaining|reasoning|num|n)$/.test(before) &&
    last === 'tokens'
  )
    return 'none';
  if (last === 'url') return words.some((word) => /^(?:dsn|webhook)$/.test(word)) ? 'strong' : 'none';
  const holds =
    words.join(' ').includes('mot de passe') || words.some((word, i) => isStrong(word, words[i - 1]));
  if (holds) return 'strong';
  if (last === 'key' && words.length > 1) return 'key';
  return weakWords.has(last) ? 'weak' : 'none';
}

function isStrong(word: string, before = ''): boolean {
  return strongEnd.test(word) || strongWords.has(word) || strongPairs.has(`${before} ${word}`);
}
