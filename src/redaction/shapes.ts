/**
 * Secrets that are known by how they look. Each begins at a boundary that no run of its own characters has inside:
 * otherwise a line that is one long word takes minutes.
 */
const start = '(?<![\\w-])';
const token = (body: string): RegExp => new RegExp(start + body, 'g');

export const shapes: readonly RegExp[] = [
  token('xox[abceoprs]-[\\w-]{8,}'),
  token('xoxe\\.xox[bp]-[\\w-]{8,}'),
  token('xapp-\\d-[\\w-]{8,}'),
  token('gh[opsur]_\\w{20,}'),
  token('github_pat_\\w{20,}'),
  token('gl(?:pat|ptt|dt|rt|cbt|soat|ft)-[\\w-]{16,}'),
  token('ATATT3[\\w-]{20,}=?[0-9A-F]*'),
  token('ATBB\\w{20,}'),
  token('(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{16}(?!\\w)'),
  token('AIza[\\w-]{30,}'),
  token('ya29\\.[\\w-]{20,}'),
  token('GOCSPX-[\\w-]{20,}'),
  token('[rsp]k_(?:live|test)_\\w{10,}'),
  token('whsec_[\\w+/=]{16,}'),
  token('sk-(?:proj-|ant-|svcacct-|or-v1-)?[\\w-]{20,}'),
  token('npm_\\w{30,}'),
  token('pypi-[\\w-]{32,}'),
  token('rubygems_[0-9a-f]{32,}'),
  token('SG\\.[\\w-]{16,}\\.[\\w-]{16,}'),
  token('key-[0-9a-f]{32}(?!\\w)'),
  token('do[opr]_v1_[0-9a-f]{32,}'),
  token('hv[sbr]\\.[\\w-]{20,}'),
  token('dp\\.(?:pt|st|ct|sa|scim|audit)\\.[\\w.-]{20,}'),
  token('dckr_pat_[\\w-]{20,}'),
  token('hf_[A-Za-z]{30,}'),
  token('hf_\\w{30,}'),
  token('sq0(?:atp|csp|idp)-[\\w-]{20,}'),
  token('EAAA[\\w-]{40,}'),
  token('shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}'),
  token('nfp_\\w{30,}'),
  token('glsa_\\w{32,}'),
  token('lin_api_\\w{30,}'),
  token('pul-[0-9a-f]{32,}'),
  token('sntry[su]_[\\w+/=-]{30,}'),
  token('access_token\\$(?:production|sandbox)\\$\\w+\\$\\w+'),
  token('AGE-SECRET-KEY-1[A-Z0-9]{40,}'),
  token('eyJ[\\w-]{8,}\\.(?:eyJ[\\w-]{8,}(?:\\.[\\w-]*)?|[\\w-]{8,}(?:\\.[\\w-]*){1,3})'),
  token('\\d{8,10}:AA[\\w-]{32,34}(?!\\w)'),
  token('[MNO][\\w-]{23,25}\\.[\\w-]{6}\\.[\\w-]{27,}'),
  token('CfDJ8[\\w-]{40,}'),
  // Hashes of passwords, which can be guessed from: crypt, bcrypt, argon2, scrypt, Django, PostgreSQL, MySQL.
  /\$(?:1|2[abxy]?|5|6|7|y|apr1|argon2(?:id|i|d)|scrypt|pbkdf2-sha\d+|bcrypt-sha256)\$[\w./+=,$-]{12,}/g,
  /(?<!\w)(?:pbkdf2_sha\d+|bcrypt_sha256|scrypt|argon2)\$[\w./+=,$-]{20,}/g,
  /(?<!\w)SCRAM-SHA-\d+\$[\w./+=,:$-]{20,}/g,
  // Addresses that are themselves the secret.
  /https:\/\/hooks\.slack(?:-gov)?\.com\/(?:services|workflows|triggers)\/[\w/-]+/g,
  /(?<=https:\/\/(?:\w{1,20}\.)?discord(?:app)?\.com\/api\/webhooks\/\d{1,30}\/)[\w-]{20,}/g,
  /(?<=https:\/\/[\w-]{1,60}\.webhook\.office\.com\/)[\w@/-]{20,}/g,
];
