// The form of what one reading of the upstream leg told: part of a row of the journal.
import { amount, closed, count, oneOf, optional, orNull, text } from './format.ts';

const total = orNull(amount('A running total; null where the service does not report it.'));

/** A reading of the upstream leg, as running totals. */
export const UpstreamTotals = {
  calls: total,
  errors: total,
  durationMs: total,
  bytes: orNull(amount('Bytes that Toxiproxy carried, both ways; null where it does not tell.')),
  connections: optional(
    count('Connections that the proxy has accepted so far; only of a Toxiproxy that the run started itself.'),
  ),
  heldMs: optional(
    amount(
      'How long a connection of ours that was over was held, in ms; only where a fault of the run is to be seen by it.',
    ),
  ),
  instance: optional(text('What tells the process whose counters these are from another one.')),
  unreadable: optional(text('Why the counters of the service could not be read; null in their place.')),
  answers: optional(
    closed('The answers that need the upstream so far: what is read where the counters cannot be.', {
      calls: count('How many.'),
      errors: count('How many of them said that they are degraded.'),
      durationMs: amount('Their latency added up.'),
    }),
  ),
  source: optional(
    oneOf(
      "answers: the service tells nothing of its upstream calls, these are its answers that need the upstream; edge: k6's own calls.",
      ['answers', 'edge'],
    ),
  ),
};
