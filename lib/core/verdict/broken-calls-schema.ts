// The form of what broke, by route: how many calls of which route broke what, and how.
import { closed, count, list, type ShapeOf, text, whole } from '../journal/format.ts';

export const BrokenCalls = closed('Calls of one route that broke the same thing in the same way.', {
  violation: text('What they broke.'),
  route: text('Route of the service.'),
  status: whole('HTTP status, 0 when nothing came back.', { minimum: 0, maximum: 999 }),
  error: text('Where nothing came back, why: without the addresses of the machine; else empty.'),
  calls: count('How many calls these are.'),
  of: count('How many calls the route had in all.'),
});
export type BrokenCalls = ShapeOf<typeof BrokenCalls>;

/** The list of a summary. */
export const BrokenByRoute = list(
  'What broke by route, status and error, the most frequent first.',
  BrokenCalls,
);
