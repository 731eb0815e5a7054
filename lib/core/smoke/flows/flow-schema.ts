// The form of a flow file (services/<id>/flows/*.yaml) and of what several flows share (services/<id>/flows/include/*.yaml).
import { Type } from 'typebox';
import {
  closed,
  count,
  figure,
  list,
  mapOf,
  nameOf,
  oneOf,
  optional,
  type ShapeOf,
  text,
  whole,
  words,
  yesNo,
} from '../../journal/format.ts';
import { METHODS } from '../../service/service.ts';

const ID = '^[a-z][a-z0-9_-]{0,63}$';
const NAME = '^[a-z][a-z0-9_]{0,63}$';
/** Of a variable of the environment. */
const ENV_NAME = '^[A-Z][A-Z0-9_]{0,127}$';

const id = (of: string) => nameOf(`${of}: small letters, digits, - and _, a letter first.`, ID);
const duration = (of: string) =>
  text(`${of}: a whole number and ms, s, m, h or d, like 30s.`, '^[1-9][0-9]{0,8}(ms|s|m|h|d)$');
const headers = (of: string) =>
  mapOf(of, text('The value; it may hold variables.'), "^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$");
const pattern = (of: string) => words(`${of}: a regular expression, as JavaScript with the flag u takes it.`);
/** A JSONPath of RFC 9535. */
const path = (of: string) => text(`${of}: a JSONPath (RFC 9535), which begins with $.`, '^\\$');

/** A value that JSON can hold. */
const json = (of: string) => Type.Unknown({ description: of });

const JsonExpectation = closed(
  'What is found by a path. Every assertion but exists, items and none wants something to be there, and holds for all that is found.',
  {
    path: path('What is looked at'),
    exists: optional(yesNo('Whether anything is there.')),
    equals: optional(json('The value; a text may hold variables.')),
    one_of: optional(list('One of these values.', json('A value.'), { minItems: 1 })),
    matches: optional(pattern('What the text matches')),
    type: optional(oneOf('Its kind.', ['text', 'number', 'whole', 'yes_no', 'list', 'map', 'nothing'])),
    at_least: optional(figure('The number is this or more.')),
    at_most: optional(figure('The number is this or less.')),
    above: optional(figure('The number is more than this.')),
    below: optional(figure('The number is less than this.')),
    items: optional(
      closed('How many are found; of a path to one list, how many it holds.', {
        at_least: optional(count('This many or more.')),
        at_most: optional(count('This many or fewer.')),
      }),
    ),
  },
);
export type JsonExpectation = ShapeOf<typeof JsonExpectation>;

const HeaderExpectation = closed('What a header holds.', {
  exists: optional(yesNo('Whether it is there.')),
  equals: optional(text('Its value; it may hold variables.')),
  matches: optional(pattern('What it matches')),
});
export type HeaderExpectation = ShapeOf<typeof HeaderExpectation>;

const status = whole('A status of HTTP.', { minimum: 100, maximum: 599 });
const Expectations = closed('What an answer is held to; each is a check of its own.', {
  status: optional(
    Type.Unsafe<number | number[]>({
      anyOf: [status, list('Any of these.', status, { minItems: 1 })],
      description: 'The status that is right, or all that are.',
    }),
  ),
  within: optional(duration('How long the answer may take')),
  headers: optional(mapOf('Headers by name.', HeaderExpectation, '^[A-Za-z0-9-]{1,100}$')),
  json: optional(list('Of a JSON body.', JsonExpectation, { minItems: 1 })),
  text: optional(
    closed('Of the body as text.', {
      matches: optional(pattern('What it matches')),
      lacks: optional(pattern('What it must not match')),
    }),
  ),
});
export type Expectations = ShapeOf<typeof Expectations>;

const Saved = closed('What of the answer a variable takes. Exactly one of the two is given.', {
  json: optional(path('The first value that is found')),
  header: optional(words('The name of a header.')),
});
export type Saved = ShapeOf<typeof Saved>;

const Step = closed('One call and what its answer is held to.', {
  id: id('Its name'),
  method: optional(oneOf('The method; GET where left out.', [...METHODS, 'HEAD', 'OPTIONS'])),
  path: text(
    'From the root of the target; it may hold variables, encoded but for one that it begins with.',
    '^(/|\\$\\{)',
  ),
  headers: optional(headers('Headers of this call alone.')),
  auth: optional(yesNo('Whether the headers of the shared auth are sent; true where left out.')),
  json: optional(json('What is sent as JSON; texts in it may hold variables.')),
  text: optional(text('What is sent as text; it may hold variables.')),
  fixture: optional(id('The fixture that is sent')),
  timeout: optional(duration('When the call is given up; 10s where left out')),
  save: optional(mapOf('Variables that later steps use.', Saved, NAME)),
  expect: optional(Expectations),
});
export type StepSpec = ShapeOf<typeof Step>;

const Fixture = closed('A body that several steps send. Exactly one of json, text and file is given.', {
  json: optional(json('A JSON body; texts in it may hold variables.')),
  text: optional(text('A text body; it may hold variables.')),
  file: optional(text('A file beside the shared files, sent as it is.', '^[A-Za-z0-9][A-Za-z0-9._-]*$')),
  type: optional(
    text(
      'Its content type; of JSON, and of a file by its name, where left out.',
      '^[a-z]+/[A-Za-z0-9.+-]+(; ?[a-z]+=[A-Za-z0-9-]+)?$',
    ),
  ),
});
export type FixtureSpec = ShapeOf<typeof Fixture>;

const variables = mapOf('Variables and their values.', text('The value.'), NAME);
const secrets = list(
  'Variables of the environment, used as env.NAME in a placeholder; one that is not set is refused, and none is ever printed.',
  text('Its name.', ENV_NAME),
  { uniqueItems: true },
);
const include = list('Shared files by name: include/<name>.yaml.', id('The name'), { uniqueItems: true });

export const IncludedFile = closed('What several flows include.', {
  include: optional(include),
  secrets: optional(secrets),
  variables: optional(variables),
  auth: optional(closed('What every call carries.', { headers: headers('Headers of every call.') })),
  session: optional(list('Steps that come before those of the flow.', Step, { minItems: 1 })),
  fixtures: optional(mapOf('Bodies by name.', Fixture, ID)),
});
export type IncludedFile = ShapeOf<typeof IncludedFile>;

const OwnSlo = closed('A service level objective of this flow.', {
  id: id('Its name'),
  title: words('What is promised.'),
  objective: Type.Number({
    description: 'The share of runs that must pass.',
    exclusiveMinimum: 0,
    exclusiveMaximum: 1,
  }),
  window: duration('The time over which that is held'),
});
export type OwnSlo = ShapeOf<typeof OwnSlo>;

const Place = closed('Where the flow is aimed, and how often.', {
  target: text(
    'Where it is aimed where no --target is given: an address of this machine, or env.NAME in a placeholder for the variable that holds one.',
    '^(https?://|\\$\\{env\\.[A-Z][A-Z0-9_]{0,127}\\}$)',
  ),
  every: duration('The period of its schedule'),
  jitter: optional(
    Type.Number({
      description: 'The share of the period over which its runs are spread; 0.1 where left out.',
      minimum: 0,
      maximum: 0.5,
    }),
  ),
  deadline: optional(duration('When a run is given up; the period, a minute at most, where left out')),
});
export type PlaceSpec = ShapeOf<typeof Place>;

const Uses = closed(
  "What the service's folder has already and the flow plays. Exactly one of the three is given.",
  {
    journeys: optional(
      list(
        'Its journeys, each once, by the judge of the folder; an empty list stands for all.',
        id('A journey'),
        { uniqueItems: true },
      ),
    ),
    smoke: optional(id('A smoke, by the name of its file in smoke/')),
    check: optional(id('A check of its release gate, by its id')),
    variants: optional(
      list('Of which users; all where left out.', words('A variant.'), { minItems: 1, uniqueItems: true }),
    ),
    options: optional(mapOf('Options of the check, by variable.', text('The value.'), ENV_NAME)),
  },
);
export type UsesSpec = ShapeOf<typeof Uses>;

/** A place, or that the flow is not played there, on purpose. */
const placeOrNone = Type.Optional(
  Type.Unsafe<ShapeOf<typeof Place> | 'none'>({
    anyOf: [Place, { const: 'none', description: 'It is not played there, on purpose.' }],
    description: 'Where it is aimed; none: it is not played there.',
  }),
);
const places = closed('Where it is aimed, by environment.', {
  staging: placeOrNone,
  'pre-prod': placeOrNone,
  prod: placeOrNone,
});

export const FlowFile = closed(
  'A synthetic flow: calls that a user would make, and what their answers are held to.',
  {
    id: id('Its name, which is that of its file'),
    title: words('What a user does, in a few words.'),
    slo: id("The objective that its runs count for: one of the service's monitoring, or of slos"),
    slos: optional(list('Objectives of its own.', OwnSlo, { minItems: 1 })),
    include: optional(include),
    secrets: optional(secrets),
    variables: optional(variables),
    environments: places,
    uses: optional(Uses),
    steps: optional(list('Its calls, in order.', Step, { minItems: 1 })),
  },
);
export type FlowFile = ShapeOf<typeof FlowFile>;

/** A file that is the flow of another service, played against this one. */
export const LikeFile = closed("Another service's flow, played against this one.", {
  like: text(
    'The flow file, from this one.',
    '^\\.\\./\\.\\./[a-z][a-z0-9-]*/flows/[a-z][a-z0-9_-]*\\.yaml$',
  ),
});
export type LikeFile = ShapeOf<typeof LikeFile>;
