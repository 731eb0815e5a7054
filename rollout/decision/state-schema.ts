// The form of what is known of one canary so far: written after every look, so that a restart goes on from it.
import {
  amount,
  closed,
  count,
  exactly,
  figure,
  list,
  mapOf,
  oneOf,
  orNull,
  type ShapeOf,
  share,
  text,
  words,
} from '../../lib/core/journal/format.ts';
import { Counts, Evidence } from './evidence/evidence-schema.ts';

const moment = (description: string) => figure(description, { minimum: 0 });

const Shares = closed('What is known of one share of bad events.', {
  canary: Counts('Events of the canary so far, with parts of events that lie between two scrapes.'),
  stable: Counts('The same of the stable version.'),
  evidence: Evidence,
  bound: orNull(share('After full promotion: the share that the new version is held to; null before.')),
});
export type Shares = ShapeOf<typeof Shares>;

export const State = closed('What is known of one canary so far.', {
  version: exactly("Version of this file's form.", 1),
  canary: words('Pod template hash of the canary: what was seen of another one does not count.'),
  stable: words('Pod template hash of the stable version.'),
  beganAtMs: moment('When it was looked at first, in epoch milliseconds.'),
  seenAtMs: orNull(moment('When the first event of the canary was counted; null before.')),
  step: count('The step of the rollout that it stands at.'),
  heldSinceMs: moment('Since when it stands there.'),
  promotedAtMs: orNull(moment('When it was promoted fully; null before.')),
  countedUntilMs: moment('Until when events were counted.'),
  comparedUntilMs: moment('The end of the last window in which there was something to compare.'),
  observedMs: amount('How long both versions were compared, in milliseconds.'),
  pods: mapOf('Pod → when it was seen first, in epoch milliseconds.', figure('Epoch milliseconds.')),
  slos: mapOf(
    'SLO id → what is known of it.',
    closed('An SLO.', {
      title: text('Its title.'),
      objectiveRatio: share('The share of good events that is promised.'),
      shares: Shares,
    }),
  ),
  latency: closed('The shares of answers that took longer than each bound.', {
    boundsS: list('The bounds in seconds; empty before any was seen.', amount('Seconds.')),
    shares: list('In the order of the bounds.', Shares),
  }),
  flows: mapOf(
    'Flow id → its runs that ended since the canary began.',
    closed('A flow that calls the canary.', {
      atMs: moment('When the last of them ended.'),
      outcomes: list('How they ended, the last ones.', oneOf('How.', ['pass', 'fail', 'inconclusive'])),
    }),
  ),
  saturatedSinceMs: mapOf('Resource → since when the canary uses too much of it.', moment('Epoch ms.')),
  ended: orNull(
    closed('The decision that ended it: it is not taken back by itself; null before.', {
      decision: oneOf('What it was.', ['abort', 'rollback']),
      atMs: moment('When.'),
      because: text('Why, in a sentence.'),
    }),
  ),
});
export type SeenFlow = ShapeOf<typeof State>['flows'][string];
export type State = ShapeOf<typeof State>;
