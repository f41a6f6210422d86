import { allRules } from '#redaction/rules/all-rules.ts';
import type { Chance } from './draw.ts';
import { draw, pick } from './draw.ts';

/** A kind of secret: `bare` is recognised wherever it stands, `named` by the name of its setting. */
export type Kind =
  | { readonly id: string; readonly how: 'bare'; readonly make: (chance: Chance) => string }
  | {
      readonly id: string;
      readonly how: 'named';
      /** In lower case with underscores; a layout writes it its own way. */
      readonly names: readonly string[];
      readonly make: (chance: Chance) => string;
    };

const hexOf = (length: number): string => `[0-9a-f]{${length}}`;
const word = '(?:Winter|summer|Copper|violet|harbour|Engine|maple|Tiger|orbit|Falcon|lantern|Basalt)';
const symbol = '[!@#%^*_+?~=-]';
const valueForms = {
  hex32: hexOf(32),
  hex40: hexOf(40),
  hex64: hexOf(64),
  alnum20: '[A-Za-z0-9]{20}',
  alnum32: '[A-Za-z0-9]{32}',
  alnum40: '[A-Za-z0-9]{40}',
  base44: '[A-Za-z0-9+/]{43}=',
  base88: '[A-Za-z0-9+/]{86}==',
  uuid: `${hexOf(8)}-${hexOf(4)}-4${hexOf(3)}-[89ab]${hexOf(3)}-${hexOf(12)}`,
  people: `${word}${word}[0-9]{2,4}`,
  peopleSymbols: `${word}${symbol}${word}[0-9]{2,4}${symbol}`,
  typed: `[A-Za-z]{3,6}${symbol}[A-Za-z0-9]{4,8}${symbol}[0-9]{2}`,
  digits: '[1-9][0-9]{7,9}',
} as const;

type Row = readonly [id: string, names: string, forms: string];
/** Settings whose value has no form of its own: whose, how they are called, and what such values look like. */
const rows: readonly Row[] = [
  ['postgres', 'postgres_password,pgpassword,db_password', 'people,typed,alnum20,peopleSymbols'],
  ['mysql', 'mysql_root_password,mysql_password,mysql_pwd', 'people,typed,alnum20'],
  ['mongo', 'mongo_initdb_root_password,mongodb_pass', 'people,alnum20'],
  ['redis', 'redis_password,redis_auth_token', 'people,hex64,alnum32'],
  ['rabbit', 'rabbitmq_default_pass,amqp_password', 'people,typed'],
  ['smtp', 'smtp_password,mail_password,email_host_password', 'typed,people,alnum20'],
  ['ldap', 'ldap_bind_password,ldap_admin_password', 'people,typed'],
  ['django', 'secret_key,django_secret_key', 'alnum40,hex64'],
  ['rails', 'secret_key_base,rails_master_key', 'hex64,hex32'],
  ['laravel', 'app_key', 'base44'],
  ['flask', 'flask_secret_key,session_secret', 'hex64,alnum32'],
  ['jwt', 'jwt_secret,jwt_signing_key,access_token_secret', 'base88,alnum40,hex64'],
  ['fernet', 'fernet_key,airflow__core__fernet_key', 'base44'],
  ['datadog', 'dd_api_key,datadog_api_key,dd_app_key', 'hex32,hex40'],
  ['heroku', 'heroku_api_key', 'uuid'],
  ['twilio', 'twilio_auth_token', 'hex32'],
  ['sendbird', 'sendbird_api_token', 'hex40'],
  ['algolia', 'algolia_admin_api_key,algolia_api_key', 'hex32'],
  ['azure', 'azure_client_secret,azure_storage_key,cosmos_account_key', 'base88,alnum40'],
  ['aws', 'aws_secret_access_key', '[A-Za-z0-9+/]{40}'],
  ['aws-session', 'aws_session_token', '[A-Za-z0-9+/]{200}'],
  ['cloudflare', 'cloudflare_api_token,cf_api_key', 'alnum40,[0-9a-f]{37}'],
  ['mailgun', 'mailgun_signing_key', 'hex32'],
  ['okta', 'okta_client_secret,oidc_client_secret', 'alnum40'],
  ['oauth', 'oauth_client_secret,client_secret,consumer_secret', 'alnum32,hex40'],
  ['pager', 'pagerduty_integration_key,opsgenie_api_key', 'hex32,uuid'],
  ['webhook', 'webhook_secret,github_webhook_secret', 'hex40,people'],
  ['csrf', 'csrf_secret,cookie_secret', 'alnum32,base44'],
  ['encryption', 'encryption_key,db_encryption_key,data_encryption_key', 'hex64,base44'],
  ['minio', 'minio_root_password,minio_secret_key', 'alnum40,people'],
  ['grafana', 'gf_security_admin_password', 'people,typed'],
  ['elastic', 'elastic_password,elasticsearch_password', 'alnum20,people'],
  ['consul', 'consul_http_token,nomad_token', 'uuid'],
  ['keycloak', 'keycloak_admin_password', 'people,peopleSymbols'],
  ['docker', 'docker_password,registry_password', 'typed,alnum32'],
  ['ci', 'ci_job_token,ci_registry_password,deploy_token', 'alnum20,alnum40'],
  ['ansible', 'ansible_become_pass,ansible_ssh_pass,vault_pass', 'people,typed'],
  ['wifi', 'wpa_psk,wifi_passphrase', 'people,typed'],
  ['vpn', 'vpn_password,ipsec_psk', 'people,typed'],
  ['otp', 'totp_secret,otp_seed_secret', '[A-Z2-7]{32}'],
  ['backup', 'restic_password,borg_passphrase,backup_encryption_key', 'typed,people'],
  ['keystore', 'keystore_password,truststore_password,ssl_key_password', 'people,typed'],
  ['maps', 'maps_api_key,weather_api_key', 'hex32,alnum32'],
  ['search', 'meili_master_key,typesense_api_key', 'alnum32'],
  ['payment', 'payment_secret,merchant_secret_key', 'alnum32,hex64'],
  ['sms', 'sms_api_secret,nexmo_api_secret', 'alnum20'],
  ['internal', 'internal_api_token,service_token,machine_token', 'alnum40,uuid'],
  ['bot', 'bot_token,chatbot_access_token', 'alnum40'],
  ['private', 'private_token,personal_access_token', 'alnum20,alnum40'],
  ['admin', 'admin_password,root_password,superuser_password', 'people,peopleSymbols,typed'],
  ['hash-salt', 'hash_salt,password_salt', '[A-Za-z0-9]{16}[!@#%^*][A-Za-z0-9]{15}'],
  ['refresh', 'refresh_token,id_token', 'alnum40'],
  ['french', 'mot_de_passe,mdp_base', 'people,typed'],
  ['german', 'passwort,datenbank_passwort', 'people,typed'],
  ['spanish', 'contraseña,clave_secreta', 'people,typed'],
  ['portuguese', 'senha,senha_banco', 'people,typed'],
  ['dutch', 'wachtwoord', 'people,typed'],
];

const formNamed = (name: string): string =>
  Object.hasOwn(valueForms, name) ? valueForms[name as keyof typeof valueForms] : name;

export const namedKinds: readonly Kind[] = rows.map(([id, names, forms]) => ({
  id: `setting ${id}`,
  how: 'named',
  names: names.split(','),
  make: (chance) => draw(formNamed(pick(forms.split(/,(?![^[]*\])(?![^{]*\})/), chance)), chance),
}));

export const tokenKinds: readonly Kind[] = allRules.map(({ id, form }) => ({
  id: `token ${id}`,
  how: 'bare',
  make: (chance) => draw(form, chance),
}));
