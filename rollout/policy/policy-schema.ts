// The form of rollout/policy/<environment>.yaml: when a release may go forward in one environment, whatever its canary shows.
import {
  amount,
  closed,
  count,
  figure,
  list,
  mapOf,
  oneOf,
  optional,
  ordinal,
  type ShapeOf,
  share,
  text,
  version,
  words,
  yesNo,
} from '../../lib/core/journal/format.ts';
import { BURN_IDS, SLO_WINDOWS_SEC, toPeriodText } from '../../lib/core/monitoring/burns.ts';
import { ENVIRONMENTS } from '../decision/policy-words.ts';
import { ASKED_FIELDS } from '../effort/asked-schema.ts';
import { CONSEQUENCES, OVERRIDABLE, SIGNED, WEEKDAYS } from './policy-words.ts';

const ID_FORM = '^[a-z][a-z0-9_-]*$';
const DATE_FORM = '^\\d{4}-\\d\\d-\\d\\d$';
/** Of a repository: `*` at the end of its last part stands for any text without a slash. */
const IMAGE_FORM = '^[a-z0-9][a-z0-9.-]*(:[0-9]{1,5})?(/[a-z0-9][a-z0-9._-]*)*(/?\\*)?$';
const WINDOWS = SLO_WINDOWS_SEC.map(toPeriodText);

const id = (description: string) => text(description, ID_FORM);
const date = (description: string) => text(description, DATE_FORM);
const wallClock = (description: string) => text(description, '^([01]\\d|2[0-3]):[0-5]\\d$');
const localTime = (description: string) =>
  text(description, '^\\d{4}-\\d\\d-\\d\\dT([01]\\d|2[0-3]):[0-5]\\d$');
const zone = (description: string) => text(description);
const ifBroken = oneOf(
  'hold: nothing goes forward. take-back: a canary is aborted as well, and a version within its bake time rolled back.',
  [...CONSEQUENCES],
);
const window = (description: string) => oneOf(description, WINDOWS);

const Budget = closed('What of an error budget must be left, and how fast it may burn.', {
  minLeftRatio: share('A release goes forward only while this share of the budget of 30 days is left.'),
  burns: list(
    'Paces of the Site Reliability Workbook; the alerts of the monitoring fire at the same ones.',
    closed('One of them.', {
      pace: oneOf(
        'fast: 14.4 times over 1 h and 5 min, or 6 times over 6 h and 30 min. slow: once over 3 d and 6 h.',
        [...BURN_IDS],
      ),
      ifBroken,
    }),
  ),
  ownBurns: optional(
    list(
      'Further paces.',
      closed('The budget burns by the factor over both windows.', {
        id: id('Its name.'),
        factor: figure('So many times as fast as the budget allows.', {
          exclusiveMinimum: 0,
          maximum: 1_000,
        }),
        long: window('The window that shows that it matters.'),
        short: window('The window that shows that it is still so; shorter.'),
        ifBroken,
      }),
    ),
  ),
});
export type Budget = ShapeOf<typeof Budget>;

const ChangeWindow = closed('A time of the week in which a release may go forward.', {
  days: list('The weekdays on which it begins.', oneOf('A weekday.', [...WEEKDAYS]), {
    minItems: 1,
    maxItems: 7,
    uniqueItems: true,
  }),
  from: wallClock('When the clock on the wall shows this, it is open.'),
  to: text(
    'When it shows this, it is closed; 24:00 for the end of the day. Earlier than `from`: on the next day.',
    '^(([01]\\d|2[0-3]):[0-5]\\d|24:00)$',
  ),
  timeZone: optional(zone('Its own time zone; that of the policy where left out.')),
});
export type ChangeWindow = ShapeOf<typeof ChangeWindow>;

const Freeze = closed('A time in which nothing goes forward, whatever the windows say.', {
  id: id('Its name.'),
  from: localTime("Its begin by the policy's clock, as 2026-12-19T00:00."),
  to: localTime('Its end; nothing is frozen any more from then on.'),
  text: words('Why, as people read it.'),
  ifBroken,
});
export type Freeze = ShapeOf<typeof Freeze>;

const RequiredSignature = closed('Something that must be signed.', {
  of: oneOf('What.', [...SIGNED]),
  signers: optional(
    list(
      'Ids of keys, or identities of certificates; any signer that verifies where left out.',
      words('One.'),
      {
        minItems: 1,
      },
    ),
  ),
  atLeast: ordinal('By so many different signers.'),
});
export type RequiredSignature = ShapeOf<typeof RequiredSignature>;

const Rule = closed('A condition that no other key can say.', {
  id: id('Its name.'),
  requires: text('What must be true of the facts, in CEL.', '^[^\\u0000]{1,2000}$'),
  text: words('What it asks, and what to do where it does not hold.'),
  ifBroken,
});
export type Rule = ShapeOf<typeof Rule>;

export const ReleasePolicy = closed('When a release may go forward in one environment.', {
  version: version(1),
  environment: oneOf('Which one; the name of the file.', [...ENVIRONMENTS]),
  owner: words('Who is asked about it.'),
  timeZone: zone('The IANA time zone by whose clock all times here are meant, as Europe/Berlin.'),
  changeWindows: list('A release goes forward while one of them is open.', ChangeWindow, {
    minItems: 1,
    maxItems: 50,
  }),
  holidays: closed('Days on which no window is open.', {
    knownUntil: date('The last day of which the list knows whether it is a holiday; later ones are unknown.'),
    days: list(
      'The days.',
      closed('A day.', { date: date('As 2026-12-25.'), name: words('What day it is.') }),
      { maxItems: 1_000 },
    ),
  }),
  freezes: list('Times in which nothing goes forward.', Freeze, { maxItems: 200 }),
  errorBudget: closed('What of the error budgets must be left.', {
    each: Budget,
    byId: optional(mapOf('SLO id → its own bounds. Such an SLO must be told.', Budget, '^[a-z][a-z0-9_]*$')),
  }),
  allowedImages: list(
    'Repositories of images; `*` at the end stands for any text without a slash.',
    text('One, as registry.example/shop/*.', IMAGE_FORM),
    { minItems: 1 },
  ),
  imageByDigest: yesNo('Whether an image must be named by its digest: a tag can be moved.'),
  requiredSignatures: list('What must be signed, and by whom.', RequiredSignature),
  gate: optional(
    closed("The verdict of the gate's own run; not asked where left out. It must be a pass.", {
      ...ASKED_FIELDS,
      maxAgeS: figure('It ended so many seconds ago at most.', { exclusiveMinimum: 0 }),
    }),
  ),
  evidenceMaxAgeS: figure('Evidence about an image, in seconds, after which it is not taken any more.', {
    exclusiveMinimum: 0,
  }),
  maxSkewS: figure('What happened may lie so many seconds in the future: clocks differ.', {
    minimum: 0,
    maximum: 60,
  }),
  limits: closed("What a day may see, by the policy's clock.", {
    promotionsADay: count('Promotions.'),
    rollbacksADay: count(
      'Aborts and rollbacks; with more than so many nothing goes forward any more that day.',
    ),
  }),
  override: optional(
    closed('Who may set clauses aside; nobody where left out.', {
      clauses: list('The kinds of clauses.', oneOf('One.', [...OVERRIDABLE]), { minItems: 1 }),
      by: list('Who may.', words('A name.'), { minItems: 1 }),
      approvals: count('Others of the same list who must agree.'),
      maxMinutes: amount('How long it holds at most.'),
    }),
  ),
  rules: optional(list('Conditions of your own.', Rule, { maxItems: 50 })),
});
export type ReleasePolicy = ShapeOf<typeof ReleasePolicy>;
