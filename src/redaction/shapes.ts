/**
 * Secrets that are known by how they look and that no single form describes. Each begins at a boundary that no run of its own
 * characters has inside: otherwise a line that is one long word takes minutes.
 */
const start = String.raw`(?:(?<![\w-])|(?<=%[\dA-Fa-f]{2})|(?<=\\[nrt]))`;
const token = (body: string): RegExp => new RegExp(start + body, 'g');

export const shapes: readonly RegExp[] = [
  token(String.raw`(?:eyJ|ewo)[\w-]{8,}\.(?:(?:eyJ|ewo)[\w-]{8,}(?:\.[\w-]*)?|[\w-]{8,}(?:\.[\w-]*){1,3})`),
  // Hashes of passwords, which can be guessed from: crypt, bcrypt, argon2, scrypt, Django, PostgreSQL, MySQL, LDAP.
  /\$(?:1|2[abxy]?|5|6|7|y|gy|apr1|argon2(?:id|i|d)|scrypt|pbkdf2(?:-sha\d+)?|bcrypt-sha256|P|H)\$[\w./+=,$-]{12,}/g,
  /(?<!\w)(?:pbkdf2_sha\d+|pbkdf2:sha\d+:\d+|bcrypt_sha256|scrypt(?::\d+:\d+:\d+)?|argon2)\$[\w./+=,$-]{20,}/g,
  /(?<!\w)SCRAM-SHA-\d+\$[\w./+=,:$-]{20,}/g,
  /\{(?:SSHA|SHA|SMD5|MD5|CRYPT|SSHA\d{3}|PBKDF2)\}[\w./+=$-]{16,}/gi,
  /(?<![\w*])\*[0-9A-F]{40}(?!\w)/g,
  /(?<!\w)md5[0-9a-f]{32}(?=['"])/g,
  // Addresses that are themselves the secret.
  /https:\/\/hooks\.slack(?:-gov)?\.com\/(?:services|workflows|triggers)\/[\w/-]+/g,
  /(?<=https:\/\/(?:\w{1,20}\.)?discord(?:app)?\.com\/api\/(?:v\d{1,2}\/)?webhooks\/\d{1,30}\/)[\w-]{20,}/g,
  /(?<=https:\/\/[\w-]{1,60}\.webhook\.office\.com\/)[\w@/-]{20,}/g,
  /(?<=https:\/\/hooks\.zapier\.com\/hooks\/catch\/)[\w/]{10,}/g,
  /(?<=https:\/\/[\w-]{1,60}\.tines\.com\/webhook\/)[\w/]{20,}/g,
  /(?<=https:\/\/(?:hc-ping\.com|chat\.googleapis\.com\/v1\/spaces\/\w{1,30}\/messages\?key=|outlook\.office\.com\/webhook\/|hook\.\w{2,4}\.make\.com\/))[\w@/-]{16,}/g,
  /(?<=https:\/\/api\.telegram\.org\/(?:file\/)?bot)\d{6,12}:[\w-]{20,}/g,
  // Words of a wallet or of a recovery: behind a name only.
  /(?<=(?:mnemonic|seed|recovery)[ _-]?(?:phrase|words)?["']?[ \t]{0,3}[:=][ \t]{0,3}["']?)[a-z]{3,8}(?: [a-z]{3,8}){11,23}(?![a-z ])/gi,
];
