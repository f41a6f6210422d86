import type { Block, TextObject } from '../protocol.ts';
import { LibraryBlocks } from './rich.tsx';
import { textField } from './text-field.ts';

type Align = 'left' | 'center' | 'right';

/** Tables are drawn here because the library reads raw cells as Markdown, which changes the data in them. */
export function TableBlock({ block }: { block: Block }) {
  const [head = [], ...body] = (block.rows ?? []) as Block[][];
  const columns = (block.column_settings ?? []) as ({ align?: Align } | null)[];
  const style = (at: number) => ({ textAlign: columns[at]?.align ?? 'left' }) as const;
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label={captionOf(block)}>
      <table>
        {typeof block.caption === 'string' && <caption>{block.caption}</caption>}
        <thead>
          <tr>
            {head.map((cell, at) => (
              <th key={at} scope="col" style={style(at)}>
                <Cell cell={cell} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {body.map((row, rowAt) => (
            <tr key={rowAt}>
              {row.map((cell, at) => (
                <td key={at} style={style(at)}>
                  <Cell cell={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const captionOf = (block: Block) => (typeof block.caption === 'string' ? block.caption : 'Table');

function Cell({ cell }: { cell: Block }) {
  if (cell.type === 'rich_text') return <LibraryBlocks blocks={[cell]} />;
  const text = cell.text as string | TextObject | undefined;
  return typeof text === 'object' ? text.text : (text ?? textField(cell.value));
}
