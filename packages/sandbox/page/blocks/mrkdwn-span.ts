import type { Block } from '../protocol.ts';
import { specialElement } from './mrkdwn-special.ts';
import { unescapeText } from './unescape-text.ts';
import { unicodeEmojiAt } from './unicode-emoji.ts';

export interface Style {
  bold?: true;
  italic?: true;
  strike?: true;
  code?: true;
}

// Slack's markers are single; `**` has no meaning of its own.
const MARKERS: Record<string, keyof Style> = { '*': 'bold', _: 'italic', '~': 'strike' };
const EMOJI = /^:([a-z0-9_+-]+)(?:::skin-tone-[2-6])?:/;
const URL_START = /^https?:\/\/[^\s<>|*`]+/;
// Letters and digits of any script: a marker inside a word is part of the word.
const IS_WORD = /[\p{L}\p{N}]/u;

interface Found {
  elements: Block[];
  length: number;
}

/** The inline elements of some lines. Only `:emoji:` has a meaning when the text is plain. */
export function parseSpan(text: string, style: Style, isMrkdwn: boolean): Block[] {
  const elements: Block[] = [];
  let plain = '';
  const flush = () => {
    if (plain !== '') elements.push(textElement(isMrkdwn ? unescapeText(plain) : plain, style));
    plain = '';
  };
  for (let at = 0; at < text.length; ) {
    const found = emojiAt(text, at) ?? (isMrkdwn ? spanAt(text, at, style) : undefined);
    if (found === undefined) {
      plain += text.charAt(at);
      at += 1;
    } else {
      flush();
      elements.push(...found.elements);
      at += found.length;
    }
  }
  flush();
  return elements;
}

function textElement(text: string, style: Style): Block {
  return Object.keys(style).length === 0 ? { type: 'text', text } : { type: 'text', text, style };
}

/** A name not inside a word, so that `12:30:45` and `server.js:100:5` stay what they are. */
function emojiAt(text: string, at: number): Found | undefined {
  const character = unicodeEmojiAt(text, at);
  if (character) return { elements: [{ type: 'emoji', name: character.name }], length: character.length };
  if (text.charAt(at) !== ':' || IS_WORD.test(text.charAt(at - 1))) return undefined;
  const match = EMOJI.exec(text.slice(at));
  const name = match?.[1];
  if (!match || name === undefined || IS_WORD.test(text.charAt(at + match[0].length))) return undefined;
  return { elements: [{ type: 'emoji', name }], length: match[0].length };
}

function spanAt(text: string, at: number, style: Style): Found | undefined {
  const first = text.charAt(at);
  if (first === '`') return codeAt(text, at, style);
  if (first === '<') return specialAt(text, at, style);
  if (first in MARKERS) return styledAt(text, at, style);
  if (first === 'h' && !IS_WORD.test(text.charAt(at - 1))) return bareUrlAt(text, at, style);
  return undefined;
}

function codeAt(text: string, at: number, style: Style): Found | undefined {
  const end = text.indexOf('`', at + 1);
  const code = text.slice(at + 1, end);
  if (end < 0 || code === '' || code.includes('\n')) return undefined;
  return { elements: [textElement(unescapeText(code), { ...style, code: true })], length: end + 1 - at };
}

function specialAt(text: string, at: number, style: Style): Found | undefined {
  const end = text.indexOf('>', at);
  if (end < 0) return undefined;
  const element = specialElement(text.slice(at + 1, end), style);
  return element === undefined ? undefined : { elements: [element], length: end + 1 - at };
}

/** `*bold*`: the markers hug the words they style and do not sit inside a word, or they are just characters. */
function styledAt(text: string, at: number, style: Style): Found | undefined {
  const marker = text.charAt(at);
  const name = MARKERS[marker];
  const next = text.charAt(at + 1);
  if (name === undefined || style[name] || IS_WORD.test(text.charAt(at - 1)) || /\s|^$/.test(next))
    return undefined;
  for (let end = text.indexOf(marker, at + 2); end > 0; end = text.indexOf(marker, end + 1)) {
    const inner = text.slice(at + 1, end);
    if (inner.includes('\n')) return undefined;
    if (/\s$/.test(inner) || IS_WORD.test(text.charAt(end + 1))) continue;
    return { elements: parseSpan(inner, { ...style, [name]: true }, true), length: end + 1 - at };
  }
  return undefined;
}

function bareUrlAt(text: string, at: number, style: Style): Found | undefined {
  const url = URL_START.exec(text.slice(at))?.[0].replace(/[.,;:!?)\]'"]+$/, '');
  if (url === undefined) return undefined;
  return { elements: [{ type: 'link', url: unescapeText(url), style }], length: url.length };
}
