// The form of what is known of a release when somebody asks whether it may go forward. What is left out is unknown, and unknown never
// allows.

import { Effort } from '../../lib/core/evidence/effort-schema.ts';
import {
  closed,
  figure,
  list,
  mapOf,
  oneOf,
  optional,
  type ShapeOf,
  share,
  text,
  words,
} from '../../lib/core/journal/format.ts';
import { ENVIRONMENTS } from '../decision/policy-words.ts';
import { SIGNED } from './policy-words.ts';

const isoTime = (description: string) =>
  text(description, '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?Z$');

const SloFacts = closed('What is known of an SLO; a figure that is left out is unknown.', {
  objectiveRatio: share('The share of good events that is promised.'),
  leftRatio: optional(
    figure('The share of the budget of 30 days that is left; negative where it is overspent.', {
      maximum: 1,
    }),
  ),
  errorRatio: mapOf(
    'Window, as `5m` → the share of bad events in it.',
    share('0 to 1.'),
    '^[0-9]+(ms|s|m|h|d)$',
  ),
});
export type SloFacts = ShapeOf<typeof SloFacts>;

export const Facts = closed('What is known of a release; what is left out is unknown.', {
  environment: optional(oneOf('Where it is to go forward.', [...ENVIRONMENTS])),
  image: optional(words('Its image, with its tag or digest.')),
  actor: optional(words('Who or what releases.')),
  slos: optional(
    mapOf('SLO id → what is known of it: every SLO of the service.', SloFacts, '^[a-z][a-z0-9_]*$'),
  ),
  gate: optional(
    closed("The verdict of the gate's own run.", {
      verdict: oneOf('What it came to.', ['pass', 'fail', 'inconclusive']),
      profile: words('The profile that it ran with.'),
      finishedAt: isoTime('When it ended.'),
      tried: optional(Effort),
    }),
  ),
  signatures: optional(
    list(
      'Signatures that were verified, and no other.',
      closed('One.', {
        of: oneOf('What is signed.', [...SIGNED]),
        signer: words('Id of the key, or identity.'),
      }),
    ),
  ),
  promotions: optional(list('When releases were promoted, the last two days at least.', isoTime('When.'))),
  rollbacks: optional(list('When releases were aborted or rolled back, likewise.', isoTime('When.'))),
  override: optional(
    closed('Somebody sets clauses aside.', {
      by: words('Who.'),
      approvals: list('Who agrees.', words('A name.')),
      reason: words('Why.'),
      at: isoTime('When it was said.'),
      minutes: figure('How long it is to hold.', { exclusiveMinimum: 0 }),
    }),
  ),
});
export type Facts = ShapeOf<typeof Facts>;
