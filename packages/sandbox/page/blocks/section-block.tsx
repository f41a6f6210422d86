import type { Block, TextObject } from '../protocol.ts';
import { ActionElement } from './action-element.tsx';
import { TextOf } from './rich.tsx';
import { safeUrl } from './safe-url.ts';
import { textField } from './text-field.ts';

/** Text with fields and one element or picture at its side; on a phone the element stands below. */
export function SectionBlock({ block, blockId }: { block: Block; blockId: string }) {
  const fields = (block.fields ?? []) as TextObject[];
  const accessory = block.accessory as Block | undefined;
  return (
    <div className="section">
      <div className="section-text">
        <TextOf text={block.text as TextObject | undefined} />
        {fields.length > 0 && (
          <div className="fields">
            {fields.map((field) => (
              <div key={field.text}>
                <TextOf text={field} />
              </div>
            ))}
          </div>
        )}
      </div>
      {accessory?.type === 'image' && (
        <img className="accessory" src={safeUrl(accessory.image_url)} alt={textField(accessory.alt_text)} />
      )}
      {accessory && accessory.type !== 'image' && (
        <div className="accessory">
          <ActionElement element={accessory} blockId={blockId} />
        </div>
      )}
    </div>
  );
}
