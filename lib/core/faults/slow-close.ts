// A line that holds on to connections: all data comes in time, the end of it late. What waits for the close waits on.
import type { ToxicFault } from './fault.ts';

export const slowClose: ToxicFault<'delay'> = {
  id: 'slow_close',
  does: 'connections close 1 s late: who waits for the close, or holds few connections, waits',
  source: 'ours: well above a close on a healthy line, well below a time-out',
  share: 1,
  cuts: false,
  by: 'toxic',
  type: 'slow_close',
  stream: 'downstream',
  toxicity: 1,
  attributes: {
    delay: { is: 'from the end of the data to the close', unit: 'ms', value: 1000, min: 0, max: 4000 },
  },
  /** Only half is asked for, and of a connection of our own: it does not hold up calls with a content length. */
  expect: ({ delay }) => ({ heldMs: delay / 2 }),
};
