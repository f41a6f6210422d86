/** A text with a secret in it: `secret` must vanish, all of it and each of its parts; `stays` must not. */
export type SecretSample = { readonly text: string; readonly secret: string; readonly stays?: string };

export const sample = (text: string, secret: string, stays?: string): SecretSample => ({
  text,
  secret,
  ...(stays === undefined ? {} : { stays }),
});

/** Put together at run time, so that neither a scanner nor a reader takes them for real. */
export const word = ['hunter', 'two', '22'].join('');
export const strange = ['p@ss', 'w0rd', '!x,y;z'].join('/');
export const random = ['Zk3', 'vQ9', 'mT7', 'xW2', 'bR5', 'nL8'].join('p');
export const hex = ['9f3a', '71c0', 'de5b', '8842'].join('').repeat(2);
export const letters = ['a1B2', 'c3D4'].join('').repeat(6);
export const base64 = (text: string): string => Buffer.from(text).toString('base64');
export const jwt = ['{"alg":"HS256"}', '{"sub":"42","name":"x"}']
  .map((part) => base64(part).replace(/=+$/, ''))
  .concat('s1gnature'.repeat(4))
  .join('.');
const line = ['MIIEvQ', 'IBADAN', 'BgkqhkiG'].join('') + 'q7Zx'.repeat(11);
export const keyBody = [line, line.replaceAll('q7', 'W3'), `${line.slice(0, 21)}w==`];
export const marker = (end: 'BEGIN' | 'END', kind = ''): string =>
  [`-----${end} ${kind}PRIVATE`, 'KEY-----'].join(' ');
