// An upstream that answers, but with errors: of single requests, not of connections.
import type { RequestsFault } from './fault.ts';

export const httpErrors: RequestsFault = {
  id: 'http_errors',
  does: 'a failing upstream: three answers in ten are 503',
  source: "ours, by xk6-disruptor's agent: the status of a server that has no room left",
  share: 2,
  cuts: true,
  by: 'agent',
  attributes: {
    percent: { is: 'share of requests that get the error', unit: '%', value: 30, min: 1, max: 100 },
    status: { is: 'what they get', unit: 'HTTP status', value: 503, min: 400, max: 599 },
    delay: { is: 'how much later every request is answered', unit: 'ms', value: 0, min: 0, max: 10_000 },
    variation: { is: 'how far that delay varies, up and down', unit: 'ms', value: 0, min: 0, max: 10_000 },
  },
  /** A fifth of what it strikes, as of a reset: few draws scatter widely. */
  expect: ({ percent }) => ({ errorShare: percent / 100 / 5 }),
  findConflict: ({ delay, variation }) =>
    variation > delay ? 'variation must not be above delay: raise delay or lower variation' : undefined,
};
