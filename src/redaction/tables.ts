import { kindOfKey, type KeyKind } from './keys.ts';
import { isMadeOfWords } from './tokens.ts';
import { hidden, isSecretValue } from './value.ts';

type Cell = { readonly from: number; readonly to: number; readonly text: string };

/** Longer lines are not a table that somebody reads. */
const longestRow = 4_000;
const underHeader = /^[\s|+:├┼┤╞╪╡┝┿┥─━═=-]*(?:--|──|━━|══|==)[\s|+:├┼┤╞╪╡┝┿┥─━═=-]*$/;

/** Tables of pm2, psql, mysql and Markdown, CSV, and columns in a terminal: the name stands in the cell before, or above. */
export function hideTables(text: string): string {
  if (!/[│┃|,;\t]|\S {2,}\S/.test(text) || !/[\n│┃|,;\t]/.test(text)) return text;
  const lines = text.split('\n');
  let columns: ReadonlyMap<number, KeyKind> = new Map();
  let width = 0;
  const clean = lines.map((line, at) => {
    const cells = cellsOf(line);
    if (cells === undefined) {
      if (!underHeader.test(line) || line.trim() === '') columns = new Map();
      return line;
    }
    const next = lines[at + 1] ?? '';
    if (isHeader(line, cells, next)) {
      columns = new Map(cells.map((cell, i) => [i, kindOfKey(nameIn(cell.text))]));
      width = cells.length;
      return line;
    }
    if (cells.length !== width) columns = new Map();
    const secret = cells.filter(
      (cell, i) =>
        isSecretValue(cell.text, columns.get(i) ?? 'none', { isQuoted: true }) ||
        isNamed(cells[i - 1], cell, i, cells.length),
    );
    return secret.reduceRight((row, cell) => row.slice(0, cell.from) + hidden + row.slice(cell.to), line);
  });
  return hideColumns(clean).join('\n');
}

function cellsOf(line: string): readonly Cell[] | undefined {
  if (line.length > longestRow || line.length < 3) return undefined;
  const mark = /[│┃]/.exec(line)?.[0] ?? (/(?:^|\s)\|(?:\s|$)/.test(line) ? '|' : undefined);
  if (mark !== undefined)
    return split(line, mark).filter(({ text }, i, all) => text !== '' || (i > 0 && i < all.length - 1));
  const comma = /^[^,;\t]{0,200}([,;\t])\S/.exec(line)?.[1];
  return comma === undefined ? undefined : split(line, comma);
}

function split(line: string, mark: string): Cell[] {
  const cells: Cell[] = [];
  const put = (from: number, to: number): void => {
    const raw = line.slice(from, to);
    const text = raw.trim();
    const lead = raw.length - raw.trimStart().length;
    const quote = /^(["'`])(.+)\1$/.exec(text);
    const inner = quote?.[2] ?? text;
    const start = from + lead + (quote === null ? 0 : 1);
    cells.push({ from: start, to: start + inner.length, text: inner });
  };
  let from = 0;
  let isQuoted = false;
  for (let at = 0; at < line.length; at += 1) {
    if (line[at] === '"' && mark !== '│') isQuoted = !isQuoted;
    if (line[at] !== mark || (isQuoted && line.includes('"', at))) continue;
    put(from, at);
    from = at + 1;
  }
  put(from, line.length);
  return cells;
}

const nameIn = (text: string): string =>
  /^[A-Za-z_$][\w .$-]{1,59}$/.test(text) ? text.replaceAll(' ', '_') : '';

function isHeader(line: string, cells: readonly Cell[], next: string): boolean {
  if (cells.length < 2 || !cells.every(({ text }) => text === '' || nameIn(text) !== '')) return false;
  if (/[│┃|]/.test(line)) return underHeader.test(next) && next.trim() !== '';
  const below = cellsOf(next);
  // In CSV nothing stands between the names and the values.
  return (
    below?.length === cells.length && cells.every(({ text }) => !/\d/.test(text)) && line === line.trim()
  );
}

/** A setting and its value in one row. A word without a digit is one only behind the name of a variable. */
function isNamed(before: Cell | undefined, { text }: Cell, at: number, count: number): boolean {
  const name = before === undefined ? '' : nameIn(before.text);
  const kind = kindOfKey(name);
  if (name === '' || at > 2 || (at > 1 && count > 4) || kind === 'none') return false;
  const isVariable = /^[A-Z][A-Z\d_]+$/.test(name);
  if (!isVariable && (/^[\p{L} .-]+$/u.test(text) || !/^[\w.-]+$/.test(before?.text ?? ''))) return false;
  return isSecretValue(text, kind, { isQuoted: isVariable });
}

/** `DB_PASSWORD     value`, as vault and heroku print what is set. */
const aligned = /^[ \t]*([A-Za-z_][\w.-]{1,60})[ \t]{2,}(\S{4,500})[ \t]*$/;

const titles = /^[ \t]*[A-Z][A-Z_-]{1,30}(?:[ \t]{2,}[A-Z][A-Z_ -]{1,30})+[ \t]*$/;

/** `TOKEN   TTL   EXPIRES` with the values below them. */
function hideColumns(lines: readonly string[]): readonly string[] {
  let starts: readonly number[] = [];
  return lines.map((line) => {
    if (line.trim() === '' || line.length > longestRow) starts = [];
    else if (starts.length === 0 && aligned.test(line) && !titles.test(line)) return hideAligned(line);
    else if (titles.test(line)) {
      starts = [...line.matchAll(/[A-Z][A-Z_-]*(?: [A-Z_-]+)*/g)]
        .filter(([name]) => kindOfKey(name.replaceAll(' ', '_')) === 'strong')
        .map(({ index }) => index);
      return line;
    }
    return starts.reduceRight((row, from) => {
      const found = /^\S+/.exec(row.slice(from))?.[0] ?? '';
      const isSecret =
        found.length >= 8 && /\d/.test(found) && !isMadeOfWords(found) && /^\s?$/.test(row[from - 1] ?? '');
      return isSecret && isSecretValue(found, 'strong', { isQuoted: true })
        ? row.slice(0, from) + hidden + row.slice(from + found.length)
        : row;
    }, line);
  });
}

function hideAligned(line: string): string {
  const [, name = '', value = ''] = aligned.exec(line) ?? [];
  const isVariable = /^[A-Z][A-Z\d_]+$/.test(name);
  if (!isVariable && !(/\d/.test(value) && !isMadeOfWords(value))) return line;
  if (!isSecretValue(value, kindOfKey(name), { isQuoted: false })) return line;
  const from = line.lastIndexOf(value);
  return line.slice(0, from) + hidden + line.slice(from + value.length);
}
