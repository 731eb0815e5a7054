// A line that hands on crumbs: a reader that takes one read for one message breaks here.
import type { ToxicFault } from './fault.ts';

export const slicer: ToxicFault<'average_size' | 'size_variation' | 'delay'> = {
  id: 'slicer',
  does: 'answers in crumbs of about half a kB, 5 ms apart',
  source: 'ours: small enough that every answer is cut, slow enough to be seen in its latency',
  share: 1,
  cuts: false,
  by: 'toxic',
  type: 'slicer',
  stream: 'downstream',
  toxicity: 1,
  attributes: {
    average_size: { is: 'size of a slice', unit: 'bytes', value: 512, min: 1, max: 1_000_000 },
    size_variation: {
      is: 'how far sizes vary, up and down',
      unit: 'bytes',
      value: 128,
      min: 0,
      max: 999_999,
    },
    delay: { is: 'pause after each slice', unit: 'µs', value: 5000, min: 0, max: 10_000_000 },
  },
  /** Toxiproxy halves what it holds until each slice is at most average_size + size_variation. */
  expect: ({ average_size, size_variation, delay }, { bytes, toxicity }) => ({
    addedMs: Math.floor(bytes / (average_size + size_variation)) * (delay / 1000) * toxicity,
  }),
  findConflict: ({ average_size, size_variation }) =>
    size_variation < average_size ? undefined : 'size_variation must be below average_size',
};
