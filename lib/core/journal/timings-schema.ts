// Where the time of a request goes, as k6 measures it: part of its summary in the journal, and of summary.json.
import { amount, closed, ordinal, type ShapeOf } from './format.ts';

const timing = (what: string) =>
  closed(`${what}, in ms, over all requests of the journeys.`, {
    p50_ms: amount('50th percentile.'),
    p95_ms: amount('95th percentile.'),
    p99_ms: amount('99th percentile.'),
    max_ms: amount('The longest.'),
  });

/** By k6's names: each is its metric `http_req_<name>`. */
export const RequestTimings = closed(
  "Where the time of a request goes, over the whole run: of the calls of journeys alone, without the suite's own.",
  {
    runners: ordinal(
      'Of how many runners. Percentiles cannot be added: of several runners each figure is that of the slowest.',
    ),
    blocked: timing('Waiting for a free connection'),
    connecting: timing('TCP connect, 0 on a connection that is kept'),
    tls_handshaking: timing('TLS handshake, 0 without one'),
    sending: timing('Sending the request'),
    waiting: timing('Waiting for the first byte of the answer'),
    receiving: timing('Receiving the answer'),
  },
);
export type RequestTimings = ShapeOf<typeof RequestTimings>;
