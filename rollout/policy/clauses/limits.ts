// What a day may see.
import { listDays, readWallClock, toClockText, toLengthText } from '../calendar/zone.ts';
import { type Asked, allow, type Clause, deny, type Judge, unknown } from './clause.ts';

interface Limit {
  readonly id: string;
  /** What is counted, as in `2 promotions today`. */
  readonly what: string;
  readonly times: readonly string[] | undefined;
  /** Whether so many leave room for a promotion. */
  readonly fits: (count: number) => boolean;
  readonly bound: string;
}

function judgeLimit({ policy, atMs }: Asked, { id, what, times, fits, bound }: Limit): Clause {
  if (times === undefined)
    return unknown(
      id,
      `Nobody told how many ${what} there were today`,
      'say where they are written down: --evidence, or --facts',
    );
  const all = times.map((time) => Date.parse(time));
  if (all.some((time) => !(time <= atMs + policy.maxSkewS * 1_000)))
    return unknown(id, `One of the ${what} is of the future`, 'set the clocks');
  const { timeZone } = policy;
  const today = readWallClock(atMs, timeZone).date;
  const count = all.filter((time) => readWallClock(time, timeZone).date === today).length;
  const text = `${count} ${what} today, and ${bound}`;
  if (fits(count)) return allow(id, text);
  const tomorrowMs = listDays(atMs, timeZone, 1, 1)[0]?.startMs ?? atMs;
  return deny(
    id,
    text,
    `the next day begins ${toClockText(tomorrowMs, timeZone)}, in ${toLengthText(tomorrowMs - atMs)}`,
  );
}

/** Two clauses: promotions, and rollbacks. Neither holds a rollback back. */
export const judgeLimits: Judge = (asked) => {
  const { promotionsADay, rollbacksADay } = asked.policy.limits;
  return [
    judgeLimit(asked, {
      id: 'limit:promotions',
      what: 'promotions',
      times: asked.facts.promotions,
      fits: (count) => count < promotionsADay,
      bound: `a day may see ${promotionsADay}`,
    }),
    judgeLimit(asked, {
      id: 'limit:rollbacks',
      what: 'rollbacks',
      times: asked.facts.rollbacks,
      fits: (count) => count <= rollbacksADay,
      bound: `with more than ${rollbacksADay} nothing goes forward`,
    }),
  ];
};
