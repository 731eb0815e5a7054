// How much a run tried: what a pass is worth. A short run without faults passes where a long one with them fails.
import { Type } from 'typebox';
import { FAULT_IDS } from '../faults/table.ts';
import { amount, closed, figure, list, oneOf, type ShapeOf, words, yesNo } from '../journal/format.ts';

/** Each measure by its name, in the order in which they are told. */
const EFFORT_FIELDS = {
  profile: words('Profile that its options were filled up from; each may still have been given otherwise.'),
  once: yesNo('It was one pass of each journey, without load.'),
  timeScale: figure('By how much its clock was compressed.', { exclusiveMinimum: 0 }),
  seconds: amount('Seconds that it played.'),
  chaosS: amount('Of those, seconds within chaos windows.'),
  spikeS: amount('Of those, seconds within spikes.'),
  faults: list('Faults that were injected.', oneOf('One.', FAULT_IDS)),
  baseRps: amount('Journeys started per second at baseline.'),
  chaosRps: amount('The same in a chaos window.'),
  spikeRps: amount('The same in a spike.'),
};

export const Effort = closed('How much a run of the gate tried.', EFFORT_FIELDS);
export type Effort = ShapeOf<typeof Effort>;

/** Of an object that holds more; a run that was written before these were does not have the form. */
export const EffortAmongOthers = Type.Object(EFFORT_FIELDS);
