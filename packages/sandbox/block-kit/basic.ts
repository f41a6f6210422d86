import { button, feedbackButtons, iconButton, overflow, workflowButton } from './buttons.ts';
import { fileInput, pickers, typedInputs } from './inputs.ts';
import { image } from './objects.ts';
import {
  also,
  anything,
  atLeastOne,
  boolean,
  byType,
  exactlyOne,
  isFields,
  list,
  number,
  oneOf,
  shape,
  string,
  type Rule,
} from './rules.ts';
import { checkboxes, radioButtons, selects } from './selects.ts';
import { anyText, id, mrkdwn, plainText, url } from './text.ts';
import { slackFile } from './objects.ts';

/** What a section or an actions block may hold to be pressed. */
const pressed: Record<string, Rule> = {
  button,
  overflow,
  workflow_button: workflowButton,
  checkboxes,
  radio_buttons: radioButtons,
  ...selects,
  ...pickers,
};

const block = { block_id: id };

const section = atLeastOne(
  shape(
    { type: oneOf('section') },
    {
      ...block,
      text: anyText(),
      fields: list(anyText(2000), { max: 10 }),
      accessory: byType({ ...pressed, image }),
      expand: boolean,
    },
  ),
  'text',
  'fields',
);

/** Files are sent with the form, so a file field cannot act by itself. */
const input = also(
  shape(
    {
      type: oneOf('input'),
      label: plainText(2000),
      element: byType({
        ...typedInputs,
        ...selects,
        ...pickers,
        checkboxes,
        radio_buttons: radioButtons,
        file_input: fileInput,
      }),
    },
    { ...block, hint: plainText(2000), optional: boolean, dispatch_action: boolean },
  ),
  (fields, at, report) => {
    const isFile = isFields(fields.element) && fields.element.type === 'file_input';
    if (isFile && fields.dispatch_action === true)
      report(`${at}/dispatch_action`, 'not allowed with file_input');
  },
);

const picture = exactlyOne(
  shape(
    { type: oneOf('image'), alt_text: string({ max: 2000 }) },
    { ...block, title: plainText(2000), image_url: url, slack_file: slackFile },
  ),
  'image_url',
  'slack_file',
);

/** The blocks that have long been there, by type. */
export const basicBlocks: Record<string, Rule> = {
  section,
  input,
  image: picture,
  header: shape(
    { type: oneOf('header'), text: plainText(150) },
    { ...block, level: number({ min: 1, max: 4, whole: true }) },
  ),
  divider: shape({ type: oneOf('divider') }, block),
  context: shape(
    {
      type: oneOf('context'),
      elements: list(byType({ image, plain_text: plainText(), mrkdwn: mrkdwn() }), { max: 10 }),
    },
    block,
  ),
  actions: shape(
    {
      type: oneOf('actions'),
      elements: list(byType({ ...pressed, rich_text_input: typedInputs.rich_text_input as Rule }), {
        max: 25,
      }),
    },
    block,
  ),
  context_actions: shape(
    {
      type: oneOf('context_actions'),
      elements: list(byType({ feedback_buttons: feedbackButtons, icon_button: iconButton }), { max: 5 }),
    },
    block,
  ),
  video: shape(
    {
      type: oneOf('video'),
      alt_text: string({ max: 2000 }),
      title: plainText(199),
      thumbnail_url: url,
      video_url: string({ like: /^https:/ }),
    },
    {
      ...block,
      title_url: url,
      author_name: string({ max: 49 }),
      provider_name: string(),
      provider_icon_url: url,
      description: plainText(199),
    },
  ),
  // Slack makes this one itself for remote files; surfaces.ts refuses it from an app.
  file: shape({ type: oneOf('file'), external_id: string(), source: anything }, block),
};
