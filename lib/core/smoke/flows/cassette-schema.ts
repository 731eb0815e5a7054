// The form of a cassette: the answers that a flow got once, to be judged again by the flow of today.
import { Type } from 'typebox';
import {
  amount,
  closed,
  isoTime,
  list,
  mapOf,
  oneOf,
  optional,
  type ShapeOf,
  text,
  version,
  whole,
  words,
} from '../../journal/format.ts';
import { OUTCOMES } from '../../outcome.ts';

const RecordedAnswer = closed(
  'One call and what came of it. Of its body exactly one of json and text is there; neither where nothing came back.',
  {
    method: words('The method that was called.'),
    path: words('The path that was called.'),
    status: optional(whole('The status; left out where nothing came back.', { minimum: 100, maximum: 599 })),
    headers: optional(mapOf('Headers, secrets masked.', text('The value.'))),
    json: optional(Type.Unknown({ description: 'The body where it was JSON, secrets masked.' })),
    text: optional(text('Any other body, secrets masked.')),
    no_answer: optional(words('Why nothing came back.')),
    duration_ms: amount('How long it took.'),
  },
);
export type RecordedAnswer = ShapeOf<typeof RecordedAnswer>;

export const Cassette = closed(
  'The answers of one run of a flow, in the order in which they were asked for.',
  {
    schema_version: version(1),
    flow: words('The id of the flow.'),
    outcome: oneOf('What the run came to.', [...OUTCOMES]),
    because: text('Why, on one line.'),
    recorded_at: isoTime('When.'),
    source: words('What answered, without its address.'),
    variants: optional(
      list('The users that were played; those of the flow where left out.', words('A variant.')),
    ),
    run: words('The id of the run, which calls and answers may hold.'),
    answers: list('The answers.', RecordedAnswer, { maxItems: 200 }),
  },
);
export type Cassette = ShapeOf<typeof Cassette>;
