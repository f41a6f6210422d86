import { renderAsync } from '@resvg/resvg-js';

/** The fonts that measure the letters of the pictures; a server may have no fonts at all. */
export const fonts = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((name) =>
  decodeURIComponent(new URL(import.meta.resolve(`dejavu-fonts-ttf/ttf/${name}`)).pathname),
);

/** Beyond Latin, Greek and Cyrillic the machine's own fonts may help; finding them takes time. */
const isRare = /[^\t\n -\u052F\u1E00-\u27BF]/u;

/** SVG → PNG, beside the event loop. Throws when the SVG cannot be read. */
export async function pngOf(svg: string): Promise<Uint8Array> {
  const image = await renderAsync(svg, {
    font: { fontFiles: fonts, loadSystemFonts: isRare.test(svg), defaultFontFamily: 'DejaVu Sans' },
    background: '#ffffff',
  });
  return image.asPng();
}
