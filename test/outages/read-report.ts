import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import type { PostMortemOf } from '#outages/report/post-mortem-facts.ts';
import { sampleCatalog } from '#test/sample-catalog.ts';
import { story, t0 } from './sample-story.ts';

const found = sampleCatalog().services['api'];
if (found === undefined) throw new Error('the sample catalog has api');
export const api = found;
export const now = t0 + 400_000;
export const whole: PostMortemOf = {
  ...story,
  service: api,
  now,
  thread: 'https://example.test/archives/C0OPS/p1',
};

/** As GitHub reads it. */
export function rendered(text: string): string {
  return micromark(text, { extensions: [gfm()], htmlExtensions: [gfmHtml()] });
}

export function headings(text: string): string[] {
  return [...rendered(text).matchAll(/<h[12]>(.*?)<\/h[12]>/gs)].map(([, title = '']) => title);
}

/** What stands under a heading of the second level. */
export function section(text: string, title: string): string {
  const after = text.split(`\n## ${title}\n`)[1];
  if (after === undefined) throw new Error(`no section ${title}`);
  return after.split('\n## ')[0] ?? '';
}
