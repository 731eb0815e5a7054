// The form of what is known so far of one share of bad events: numbers that fit into JSON, so that a restart goes on from them.
import { closed, count, figure, list, type ShapeOf, yesNo } from '../../../lib/core/journal/format.ts';

export const Counts = (description: string) =>
  closed(description, {
    bad: figure('Those that broke the promise.', { minimum: 0 }),
    all: figure('All of them.', { minimum: 0 }),
  });

export const Evidence = closed('What is known of one share.', {
  blocks: count('Blocks that were taken in.'),
  harm: list('Logarithms of the evidence for each effect that a bad canary may have.', figure('One.')),
  good: list('Logarithms of the evidence that the canary is good enough.', figure('One.')),
  seen: closed('All events so far.', {
    canary: Counts('Of the canary.'),
    stable: Counts('Of the stable version.'),
  }),
  isDisturbed: yesNo('Whether the stable version was in trouble in the last block.'),
});
export type Evidence = ShapeOf<typeof Evidence>;
