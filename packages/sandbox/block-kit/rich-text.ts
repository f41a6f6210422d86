import { boolean, byType, list, number, oneOf, shape, string, type Rule } from './rules.ts';
import { id, url } from './text.ts';

/** Slack's pages disagree on which leaf takes which flag: this is what any of them names. */
const style = shape(
  {},
  {
    bold: boolean,
    italic: boolean,
    strike: boolean,
    underline: boolean,
    code: boolean,
    highlight: boolean,
    client_highlight: boolean,
    unlink: boolean,
  },
);

function leaf(type: string, required: Record<string, Rule>, optional: Record<string, Rule> = {}): Rule {
  return shape({ type: oneOf(type), ...required }, { style, ...optional });
}

const leaves: Record<string, Rule> = {
  text: leaf('text', { text: string() }),
  link: leaf('link', { url }, { text: string(), unsafe: boolean }),
  user: leaf('user', { user_id: string({ like: /^[UW][A-Z0-9]+$/ }) }),
  usergroup: leaf('usergroup', { usergroup_id: string({ like: /^S[A-Z0-9]+$/ }) }),
  channel: leaf('channel', { channel_id: string({ like: /^[CGD][A-Z0-9]+$/ }) }),
  team: leaf('team', { team_id: string({ like: /^T[A-Z0-9]+$/ }) }),
  emoji: leaf('emoji', { name: string() }, { unicode: string(), skin_tone: number({ min: 1, max: 6 }), url }),
  broadcast: leaf('broadcast', { range: oneOf('here', 'channel', 'everyone') }),
  color: leaf('color', { value: string({ like: /^#?[0-9a-f]{6}$/i }) }),
  date: leaf('date', { timestamp: number({ whole: true }), format: string() }, { url, fallback: string() }),
};

// Slack accepts an empty list of elements here (seen in its Block Kit Builder), unlike in blocks.
const inline = list(byType(leaves), { min: 0 });
/** Code holds text and links only. */
const plain = list(byType({ text: leaves.text as Rule, link: leaves.link as Rule }), { min: 0 });
const border = { border: oneOf(0, 1) };

const section = shape({ type: oneOf('rich_text_section'), elements: inline });

const parts: Rule = byType({
  rich_text_section: section,
  rich_text_list: shape(
    { type: oneOf('rich_text_list'), style: oneOf('bullet', 'ordered'), elements: list(section) },
    { ...border, indent: number({ min: 0, max: 8, whole: true }), offset: number({ min: 0, whole: true }) },
  ),
  rich_text_quote: shape({ type: oneOf('rich_text_quote'), elements: inline }, border),
  rich_text_preformatted: shape(
    { type: oneOf('rich_text_preformatted'), elements: plain },
    { ...border, language: string() },
  ),
});

/** The one form that plan and table cells take too: an object, never a string. */
export const richText: Rule = shape(
  { type: oneOf('rich_text'), elements: list(parts, { min: 0 }) },
  { block_id: id },
);
