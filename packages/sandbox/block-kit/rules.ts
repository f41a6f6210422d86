/** What is wrong at one place of a payload: `pointer` is a JSON pointer from the call's arguments, as Slack gives it. */
export type Problem = { error: string; message: string; pointer: string };

export type Report = (pointer: string, message: string, error?: string) => void;
export type Rule = (value: unknown, at: string, report: Report) => void;
export type Fields = Readonly<Record<string, unknown>>;

/** The wording is that of Slack's own schema checker, so that a reader can search for it. */
export function formatProblem(problem: Problem): string {
  return `[ERROR] ${problem.message} [json-pointer:${problem.pointer}]`;
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a rule found, each once; `error` is Slack's code for problems that carry none of their own. */
export function collect(error: string, run: (report: Report) => void): Problem[] {
  const problems = new Map<string, Problem>();
  run((pointer, message, own) => {
    problems.set(`${pointer} ${message}`, { error: own ?? error, message, pointer });
  });
  return [...problems.values()];
}

export const anything: Rule = () => {};

export function string(limits: { min?: number; max?: number; like?: RegExp } = {}): Rule {
  const { min = 1, max, like } = limits;
  return (value, at, report) => {
    if (typeof value !== 'string') return report(at, 'must provide a string');
    if (value.length < min) report(at, `must be more than ${min - 1} characters`);
    if (max !== undefined && value.length > max) report(at, `must be less than ${max + 1} characters`);
    if (like && !like.test(value)) report(at, `does not match pattern ${like.source}`);
  };
}

export const boolean: Rule = (value, at, report) => {
  if (typeof value !== 'boolean') report(at, 'must provide a boolean');
};

export function number(limits: { min?: number; max?: number; whole?: boolean } = {}): Rule {
  return (value, at, report) => {
    if (typeof value !== 'number' || !Number.isFinite(value)) return report(at, 'must provide a number');
    if (limits.whole && !Number.isInteger(value)) report(at, 'must provide an integer');
    if (limits.min !== undefined && value < limits.min) report(at, `must be greater than ${limits.min - 1}`);
    if (limits.max !== undefined && value > limits.max) report(at, `must be less than ${limits.max + 1}`);
  };
}

export function oneOf(...allowed: (string | number)[]): Rule {
  return (value, at, report) => {
    if (!allowed.some((one) => one === value)) {
      report(at, `must be a valid enum value, one of ${allowed.join(', ')}`);
    }
  };
}

export function list(item: Rule, limits: { min?: number; max?: number } = {}): Rule {
  const { min = 1, max } = limits;
  return (value, at, report) => {
    if (!Array.isArray(value)) return report(at, 'must provide an array');
    if (value.length < min) report(at, `no less than ${min} items allowed`);
    if (max !== undefined && value.length > max) report(at, `no more than ${max} items allowed`);
    for (const [i, one] of value.entries()) item(one, `${at}/${i}`, report);
  };
}

/** An object with exactly these properties: Slack refuses a payload for one property that it does not know. */
export function shape(required: Record<string, Rule>, optional: Record<string, Rule> = {}): Rule {
  const rules: Record<string, Rule> = { ...required, ...optional };
  return (value, at, report) => {
    if (!isFields(value)) return report(at, 'must provide an object');
    for (const name of Object.keys(required)) {
      if (value[name] === undefined) report(at, `missing required field: ${name}`);
    }
    for (const [name, part] of Object.entries(value)) {
      const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
      if (!rule) report(at, `invalid additional property: ${name}`);
      else if (part !== undefined) rule(part, `${at}/${name}`, report);
    }
  };
}

/** Chooses the rule by the object's `type`. */
export function byType(rules: Record<string, Rule>): Rule {
  return (value, at, report) => {
    if (!isFields(value)) return report(at, 'must provide an object');
    if (typeof value.type !== 'string') return report(at, 'missing required field: type');
    const rule = Object.hasOwn(rules, value.type) ? rules[value.type] : undefined;
    if (!rule) return report(`${at}/type`, `unsupported type: ${value.type}`);
    rule(value, at, report);
  };
}

/** The rule, and then a condition between properties that the rule alone cannot express. */
export function also(rule: Rule, condition: (fields: Fields, at: string, report: Report) => void): Rule {
  return (value, at, report) => {
    rule(value, at, report);
    if (isFields(value)) condition(value, at, report);
  };
}

/** Exactly one of the named properties must be there (`image_url` or `slack_file`). */
export function exactlyOne(rule: Rule, ...names: string[]): Rule {
  return also(rule, (fields, at, report) => {
    const given = names.filter((name) => fields[name] !== undefined);
    if (given.length !== 1) report(at, `must define exactly one of ${names.join(', ')}`);
  });
}

/** At least one of the named properties must be there (`text` or `fields`). */
export function atLeastOne(rule: Rule, ...names: string[]): Rule {
  return also(rule, (fields, at, report) => {
    if (names.every((name) => fields[name] === undefined)) {
      report(at, `must define either ${names.map((name) => `\`${name}\``).join(' or ')}`);
    }
  });
}
