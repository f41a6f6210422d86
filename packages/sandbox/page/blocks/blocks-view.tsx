import { createElement } from 'react';
import type { Block, TextObject } from '../protocol.ts';
import { ActionElement } from './action-element.tsx';
import { DrawGuard, Undrawn } from './draw-guard.tsx';
import { blockIdOf } from './element-value.ts';
import { InputBlock } from './input-block.tsx';
import { LibraryBlocks, TextOf } from './rich.tsx';
import { safeUrl } from './safe-url.ts';
import { SectionBlock } from './section-block.tsx';
import { TableBlock } from './table-block.tsx';
import { textField } from './text-field.ts';

/** The blocks of a message or view, in order. Interactive ones are ours, the library draws the rest. */
export function BlocksView({ blocks }: { blocks: Block[] }) {
  return (
    <div className="blocks">
      {blocks.map((block, at) => (
        <div key={blockIdOf(block, at)} className={`block block-${block.type}`} data-block={block.type}>
          <DrawGuard block={block}>
            <OneBlock block={block} blockId={blockIdOf(block, at)} />
          </DrawGuard>
        </div>
      ))}
    </div>
  );
}

const BY_LIBRARY = new Set([
  'rich_text',
  'markdown',
  'plan',
  'task_card',
  'video',
  'data_visualization',
  'file',
]);

function OneBlock({ block, blockId }: { block: Block; blockId: string }) {
  switch (block.type) {
    case 'section':
      return <SectionBlock block={block} blockId={blockId} />;
    case 'actions':
    case 'context_actions':
      return (
        <div className="actions">
          {elementsOf(block).map((element) => (
            <ActionElement key={element.action_id ?? element.type} element={element} blockId={blockId} />
          ))}
        </div>
      );
    case 'input':
      return <InputBlock block={block} blockId={blockId} />;
    case 'header':
      return createElement(
        `h${2 + Number(block.level ?? 1)}`,
        { className: 'header' },
        <TextOf text={textOf(block)} />,
      );
    case 'context':
      return <Context elements={elementsOf(block)} />;
    case 'divider':
      return <hr />;
    case 'image':
      return <Picture block={block} />;
    case 'alert':
      return (
        <div className={`alert alert-${textField(block.level, 'default')}`} role="status">
          <TextOf text={textOf(block)} />
        </div>
      );
    case 'table':
    case 'data_table':
      return <TableBlock block={block} />;
    default:
      return BY_LIBRARY.has(block.type) ? <LibraryBlocks blocks={[block]} /> : <Undrawn block={block} />;
  }
}

const elementsOf = (block: Block) => (Array.isArray(block.elements) ? (block.elements as Block[]) : []);
const textOf = (block: Block) => block.text as TextObject | undefined;

function Context({ elements }: { elements: Block[] }) {
  return (
    <div className="context">
      {elements.map((element, at) =>
        element.type === 'image' ? (
          // Elements of a context have no name of their own; their place is all there is.
          <img key={at} src={safeUrl(element.image_url)} alt={textField(element.alt_text)} />
        ) : (
          <TextOf key={at} text={element as unknown as TextObject} />
        ),
      )}
    </div>
  );
}

function Picture({ block }: { block: Block }) {
  const file = block.slack_file as { id?: string } | undefined;
  const source = safeUrl(file?.id ? `/files/${file.id}` : block.image_url);
  const alt = textField(block.alt_text);
  return (
    <figure>
      {block.title ? (
        <figcaption>
          <TextOf text={block.title as TextObject} />
        </figcaption>
      ) : null}
      {source ? (
        <img src={source} alt={alt} />
      ) : (
        <p className="muted">{alt} (this address cannot be opened)</p>
      )}
    </figure>
  );
}
