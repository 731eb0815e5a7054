// The change windows and the freezes.
import { findClosing, findOpening, isFrozen, readWindows, toFreezeSpan } from '../calendar/openings.ts';
import { toClockText, toLengthText } from '../calendar/zone.ts';
import { allow, deny, type Judge, unknown } from './clause.ts';

/** One clause: whether a window is open. */
export const judgeWindows: Judge = ({ policy, atMs }) => {
  const id = 'window';
  const { timeZone } = policy;
  const states = readWindows(policy, atMs);
  if (states.some(({ state }) => state === 'open')) {
    const closingMs = findClosing(policy, atMs);
    const until =
      closingMs === undefined
        ? ''
        : `, until ${toClockText(closingMs, timeZone)}, for ${toLengthText(closingMs - atMs)}`;
    return [allow(id, `A change window is open${until}`)];
  }
  const doubt = states.find(({ state }) => state === 'unknown');
  if (doubt !== undefined)
    return [
      unknown(
        id,
        `Nobody says whether ${doubt.because} is a holiday: the list ends ${policy.holidays.knownUntil}`,
        `${policy.owner} completes holidays.days, and sets holidays.knownUntil later`,
      ),
    ];
  const now = toClockText(atMs, timeZone);
  const openingMs = findOpening(policy, atMs);
  const change =
    openingMs === undefined
      ? `no change window opens within a year, as far as holidays are known (until ${policy.holidays.knownUntil})`
      : `a change window opens ${toClockText(openingMs, timeZone)}, in ${toLengthText(openingMs - atMs)}`;
  const holiday = states.find(({ state }) => state === 'holiday');
  if (holiday !== undefined) return [deny(id, `No change window is open: ${holiday.because}`, change)];
  return [deny(id, `No change window is open at ${now}`, change)];
};

/** A clause for each freeze that holds, and one for all others. */
export const judgeFreezes: Judge = ({ policy, atMs }) => {
  const holding = policy.freezes.filter((freeze) => isFrozen(policy, freeze, atMs));
  if (holding.length > 0)
    return holding.map((freeze) => {
      const { toMs } = toFreezeSpan(policy, freeze);
      const end = `${toClockText(toMs, policy.timeZone)}, in ${toLengthText(toMs - atMs)}`;
      return deny(
        `freeze:${freeze.id}`,
        `Frozen: ${freeze.text.replace(/\.$/, '')}`,
        `the freeze ends ${end}`,
        freeze.ifBroken,
      );
    });
  const [next] = policy.freezes
    .map((freeze) => ({ freeze, ...toFreezeSpan(policy, freeze) }))
    .filter(({ fromMs }) => fromMs > atMs)
    .sort((a, b) => a.fromMs - b.fromMs);
  const more =
    next === undefined
      ? ''
      : `; ${next.freeze.id} begins ${toClockText(next.fromMs, policy.timeZone)}, in ${toLengthText(next.fromMs - atMs)}`;
  return [allow('freeze', `Nothing is frozen${more}`)];
};
