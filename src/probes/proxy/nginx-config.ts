/** One directive: its words, the file and line it stands in, and its block when it opens one. */
export type Directive = {
  readonly name: string;
  readonly words: readonly string[];
  readonly file: string;
  readonly line: number;
  readonly block?: readonly Directive[];
};

type Token = { readonly text: string; readonly bare: boolean; readonly file: string; readonly line: number };

/** Cuts one file into words, honouring quotes, escapes and comments. */
function* tokens(text: string, file: string): Generator<Token> {
  let line = 1;
  let at = 0;
  while (at < text.length) {
    const char = text[at] ?? '';
    if (char === '\n') line += 1;
    if (/\s/.test(char)) {
      at += 1;
    } else if (char === '#') {
      at = endOfLine(text, at);
    } else if (char === '{' || char === '}' || char === ';') {
      yield { text: char, bare: true, file, line };
      at += 1;
    } else {
      const word = readWord(text, at);
      yield { text: word.text, bare: false, file, line };
      line += text.slice(at, word.end).split('\n').length - 1;
      at = word.end;
    }
  }
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

function readWord(text: string, start: number): { text: string; end: number } {
  const mark = text[start];
  let word = '';
  let at = start;
  if (mark === '"' || mark === "'") {
    for (at += 1; at < text.length && text[at] !== mark; at += 1) {
      if (text[at] === '\\' && (text[at + 1] === mark || text[at + 1] === '\\')) at += 1;
      word += text[at] ?? '';
    }
    return { text: word, end: at + 1 };
  }
  for (; at < text.length && !/[\s;{}]/.test(text[at] ?? ''); at += 1) {
    // `${name}` is one word although it holds braces.
    if (text[at] === '$' && text[at + 1] === '{') {
      const close = text.indexOf('}', at);
      const end = close < 0 ? text.length : close;
      word += text.slice(at, end);
      at = end;
    } else if (text[at] === '\\' && /[\s;{}]/.test(text[at + 1] ?? '')) {
      at += 1;
    }
    word += text[at] ?? '';
  }
  return { text: word, end: at };
}

export type NginxConfig = { readonly directives: readonly Directive[]; readonly files: readonly string[] };

/**
 * The output of `nginx -T`: every file behind its marker, `include`s put where they stand. What is broken is left out,
 * never thrown at. Text without markers (nginx's own messages) belongs to no file.
 */
export function readNginxConfig(text: string): NginxConfig {
  const parts = text.split(/^# configuration file (.+):$/m);
  const files = new Map<string, Directive[]>();
  for (let at = 1; at + 1 < parts.length; at += 2) {
    const file = parts[at] ?? '';
    files.set(file, readBlock(tokens((parts[at + 1] ?? '').replace(/^\n/, ''), file)));
  }
  const [main] = files.keys();
  const included = new Set<string>();
  const expanded = main === undefined ? [] : expand(files.get(main) ?? [], files, main, included, 0);
  // A file that no include leads to was printed by our fallback, which reads the usual directories itself.
  const loose = [...files].flatMap(([file, directives]) =>
    file === main || included.has(file) ? [] : expand(directives, files, main ?? file, included, 0),
  );
  return { directives: [...expanded, ...loose], files: [...files.keys()] };
}

/** Deeper nesting than this is a loop. */
const deepestInclude = 8;

function expand(
  directives: readonly Directive[],
  files: ReadonlyMap<string, readonly Directive[]>,
  main: string,
  included: Set<string>,
  depth: number,
): Directive[] {
  return directives.flatMap((each) => {
    if (each.name === 'include' && depth < deepestInclude) {
      const found = [...files].filter(
        ([file]) => file !== each.file && globMatches(each.words[0] ?? '', main, file),
      );
      for (const [file] of found) included.add(file);
      return found.flatMap(([, inner]) => expand(inner, files, main, included, depth + 1));
    }
    return each.block === undefined
      ? [each]
      : [{ ...each, block: expand(each.block, files, main, included, depth) }];
  });
}

function globMatches(pattern: string, main: string, file: string): boolean {
  const full = pattern.startsWith('/') ? pattern : `${main.slice(0, main.lastIndexOf('/'))}/${pattern}`;
  const source = full
    .replaceAll(/[.+^${}()|\\]/g, String.raw`\$&`)
    .replaceAll('*', '[^/]*')
    .replaceAll('?', '[^/]');
  return new RegExp(`^${source}$`).test(file);
}

function readBlock(stream: Generator<Token>): Directive[] {
  const directives: Directive[] = [];
  let words: Token[] = [];
  for (let next = stream.next(); next.done !== true; next = stream.next()) {
    const token = next.value;
    if (!token.bare) {
      words.push(token);
      continue;
    }
    const [name, ...rest] = words;
    const named =
      name === undefined
        ? undefined
        : { name: name.text, words: rest.map((each) => each.text), file: name.file, line: name.line };
    words = [];
    if (token.text === '}') {
      // A missing semicolon is the commonest slip: what stands there is still worth knowing.
      return named === undefined ? directives : [...directives, named];
    }
    if (token.text === '{') {
      const block = readBlock(stream);
      if (named !== undefined) directives.push({ ...named, block });
    } else if (named !== undefined) {
      directives.push(named);
    }
  }
  return directives;
}

/** Every directive called `name`, at any depth. */
export function allNamed(directives: readonly Directive[], name: string): Directive[] {
  return directives.flatMap((each) => [
    ...(each.name === name ? [each] : []),
    ...allNamed(each.block ?? [], name),
  ]);
}
