import { kindOfKey } from './keys.ts';
import { hidden, isSecretValue } from './value.ts';

const lone =
  /^(?<lead>[ \t]*(?:- )?)["']?(?<key>[\p{L}_][\p{L}\w .-]{0,60})["']?[ \t]*(?::=|=>|[:=])[ \t]*$/u;
const value = /^(?<lead>[ \t]*)(?<open>["']?)(?<secret>[^\s"'][^\n"']{2,500}?)\k<open>[,;]?[ \t]*$/;

/** A name alone on its line with its value on the next one, and what pydantic says below the name of a field. */
export function hideNextLines(text: string): string {
  if (!/[:=][ \t]*(?:\n|\r\n)|input_value=/.test(text)) return text;
  const lines = text.split('\n');
  return lines
    .map((line, at) => {
      const before = (lines[at - 1] ?? '').replace(/\r$/, '');
      return line.includes('input_value=') ? hideInput(line, before) : hideBelow(line, before, lines[at - 2]);
    })
    .join('\n');
}

function hideBelow(line: string, before: string, beforeThat = ''): string {
  // A title, then nothing, then the value.
  const isApart = before.trim() === '';
  const title = lone.exec(isApart ? beforeThat.replace(/\r$/, '') : before)?.groups;
  if (title === undefined || line.length > 600) return line;
  const words = (title['key'] ?? '').trim().split(' ');
  const kind = kindOfKey(words.slice(-3).join('_'));
  if (kind === 'none') return line;
  const found = value.exec(line.replace(/\r$/, ''))?.groups;
  const { lead = '', open = '', secret = '' } = found ?? {};
  if (secret === '' || /\s/.test(secret) || /^[-#*>[{(<]|:$|^[\w.-]+(?::|=(?!=*$))/.test(secret)) return line;
  const isInside = lead.length > (title['lead'] ?? '').length && !isApart;
  const isDrawn = /\d/.test(secret) || /[^\w./:-]/.test(secret);
  if (open === '' && !isDrawn) return line;
  if (!isInside && !(/\d/.test(secret) && /[a-z]/i.test(secret))) return line;
  if (!isSecretValue(secret, kind, { isQuoted: true })) return line;
  const from = line.indexOf(secret, lead.length);
  return line.slice(0, from) + hidden + line.slice(from + secret.length);
}

/** `input_value='…', input_type=str` below the path of the field that it was for. */
function hideInput(line: string, field: string): string {
  const kind = kindOfKey(
    field
      .trim()
      .split(/[.\s]/)
      .findLast((part) => !/^\d*$/.test(part)) ?? '',
  );
  return line.replace(
    /(?<=input_value=)(?:'([^\n]{1,400}?)'|"([^\n]{1,400}?)"|([^\s,'"[\]{}]{1,400}))(?=, input_type|\]|$)/g,
    (whole, single?: string, double?: string, bare?: string) => {
      const inner = single ?? double ?? bare ?? '';
      if (!isSecretValue(inner, kind, { isQuoted: true })) return whole;
      return whole.replace(inner, () => hidden);
    },
  );
}
