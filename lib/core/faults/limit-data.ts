// A line that breaks off: so many bytes, then the connection closes in the middle of the answer.
import type { ToxicFault } from './fault.ts';

export const limitData: ToxicFault<'bytes'> = {
  id: 'limit_data',
  does: 'answers break off: the connection closes after 1,024 bytes',
  source: 'ours: past the headers, within every answer worth the name',
  share: 1,
  cuts: true,
  by: 'toxic',
  type: 'limit_data',
  stream: 'downstream',
  toxicity: 1,
  attributes: {
    bytes: { is: 'what passes before it closes', unit: 'bytes', value: 1024, min: 0, max: 100_000_000 },
  },
  expect: ({ bytes }, met) => ({ errorShare: bytes < met.bytes ? 0.5 * met.toxicity : 0 }),
};
