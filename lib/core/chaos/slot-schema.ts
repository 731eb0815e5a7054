// The form of what a summary says of each toxic slot, and of each mode over all its slots.
import { FAULT_IDS } from '../faults/table.ts';
import {
  amount,
  closed,
  count,
  figure,
  isoTime,
  oneOf,
  optional,
  ordinal,
  orNull,
  type ShapeOf,
  share,
  text,
  yesNo,
} from '../journal/format.ts';
import { HEAL_RUNGS } from '../journal/row-schema.ts';

const UPSTREAM_ADDED = 'Rise of their mean latency against baseline, in ms; null where it is not known.';

export const JudgedWindow = closed('One toxic slot, with all that is known of it.', {
  window: count('Chaos window of the run, from 0.'),
  mode: oneOf('Toxic mode.', FAULT_IDS),
  from: isoTime('When it was set.'),
  to: orNull(isoTime('When it was taken off; null where the journal does not say.')),
  read_back: yesNo('It was read back as it was set.'),
  meddled: optional(text('What somebody else did to the proxy while it was on; left out where nobody did.')),
  healed: yesNo('No toxic of ours was left, as read back.'),
  rung: orNull(
    oneOf('How far up the ladder healing had to go; null where the journal does not say.', HEAL_RUNGS),
  ),
  effect: oneOf("Whether the service's upstream calls moved; too_few: there were too few to tell.", [
    'shown',
    'none',
    'too_few',
  ]),
  because: text('What was measured.'),
  upstream_calls: orNull(
    count(
      "The service's own upstream calls between the two readings of the slot; null where it does not report them.",
    ),
  ),
  upstream_failed: orNull(count('Those of them that failed; null where it does not report them.')),
  upstream_added_ms: orNull(figure(UPSTREAM_ADDED)),
  answers: count('Answers that may need the upstream and lay wholly between the two readings of the slot.'),
  degraded: count('Those of them that said they were degraded.'),
  recovery: oneOf(
    'Whether the service recovered in time; unclear: too few answers, too little time, or all calls slow alike; not_watched: not healed, or followed by the next toxic at once.',
    ['recovered', 'not_recovered', 'unclear', 'not_watched'],
  ),
  recover_s: orNull(
    amount(
      'Seconds from the end of the toxic to the start of the first stretch back inside the band of the baseline; null where it never recovered.',
    ),
  ),
  recover_because: text('What was measured of that.'),
});
export type JudgedWindow = ShapeOf<typeof JudgedWindow>;

export const ModeFigures = closed('One toxic mode over all its slots.', {
  windows: ordinal('Slots in which it was to be on.'),
  on: count('Slots in which it was read back as set.'),
  bit: count("Slots in which it moved the service's upstream calls."),
  healed: count('Slots after which it was read back as gone.'),
  watched: count('Slots after which the service was watched long enough to tell whether it recovered.'),
  recovered: count('Those after which it did, in time.'),
  recover_s: orNull(amount('The longest of its recoveries, in seconds; null where it never recovered.')),
  upstream_calls: orNull(
    count("The service's own upstream calls while it was on; null where it does not report them."),
  ),
  upstream_failed_ratio: orNull(share('Share of them that failed; null where there were none.')),
  upstream_added_ms: orNull(figure(UPSTREAM_ADDED)),
  answers: count('Answers that may need the upstream and lay wholly between the two readings of a slot.'),
  degraded_ratio: orNull(share('Share of them that said they were degraded; null where there were none.')),
});
export type ModeFigures = ShapeOf<typeof ModeFigures>;
