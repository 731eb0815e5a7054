// What the form of a release policy cannot say: that its dates are dates, its zones are zones, and its parts fit each other.
import { Temporal } from 'temporal-polyfill';
import { fault, type ValuesFault } from '../values/fault.ts';
import { toFreezeSpan } from './calendar/openings.ts';
import { findZoneFault } from './calendar/zone.ts';
import { toWindowSec } from './clauses/budget.ts';
import type { Budget, ReleasePolicy } from './policy-schema.ts';
import { findRuleFault } from './rules/cel.ts';

type Fault = ValuesFault;

function checkDate(at: Fault['at'], date: string): readonly Fault[] {
  try {
    Temporal.PlainDate.from(date, { overflow: 'reject' });
    return [];
  } catch {
    return [fault(at, `${date} is no day of the calendar`)];
  }
}

const checkZone = (at: Fault['at'], zone: string): readonly Fault[] => {
  const says = findZoneFault(zone);
  return says === undefined ? [] : [fault(at, says)];
};

/** Names that are there twice: the second of each. */
function checkTwice(list: string, ids: readonly string[], key: string): readonly Fault[] {
  return ids.flatMap((id, n) =>
    ids.indexOf(id) === n ? [] : [fault([list, n, key], `${id} is there twice; keep one`)],
  );
}

function checkWindows({ changeWindows, holidays }: ReleasePolicy): readonly Fault[] {
  return [
    ...changeWindows.flatMap(({ from, to, timeZone }, n) => [
      ...(from === to
        ? [
            fault(
              ['changeWindows', n, 'to'],
              `${to} is its beginning, too: for a whole day give from 00:00 and to 24:00`,
            ),
          ]
        : []),
      ...(timeZone === undefined ? [] : checkZone(['changeWindows', n, 'timeZone'], timeZone)),
    ]),
    ...checkDate(['holidays', 'knownUntil'], holidays.knownUntil),
    ...holidays.days.flatMap(({ date }, n) => {
      const wrong = checkDate(['holidays', 'days', n, 'date'], date);
      if (wrong.length > 0 || date <= holidays.knownUntil) return wrong;
      return [
        fault(
          ['holidays', 'days', n, 'date'],
          `${date} is later than knownUntil, ${holidays.knownUntil}: set that later, or leave the day out`,
        ),
      ];
    }),
  ];
}

function checkFreezes({ freezes, timeZone }: ReleasePolicy): readonly Fault[] {
  const dates = freezes.flatMap((freeze, n) =>
    (['from', 'to'] as const).flatMap((key) => checkDate(['freezes', n, key], freeze[key].slice(0, 10))),
  );
  const ids = freezes.map(({ id }) => id);
  if (dates.length > 0) return dates;
  const spans = freezes.flatMap((freeze, n) => {
    const { fromMs, toMs } = toFreezeSpan({ timeZone }, freeze);
    return toMs > fromMs
      ? []
      : [fault(['freezes', n, 'to'], `${freeze.to} is not later than ${freeze.from}`)];
  });
  return [...spans, ...checkTwice('freezes', ids, 'id')];
}

function checkBudgets({ errorBudget: { each, byId = {} } }: ReleasePolicy): readonly Fault[] {
  const all: readonly (readonly [Fault['at'], Budget])[] = [
    [['errorBudget', 'each'], each],
    ...Object.entries(byId).map(([id, budget]) => [['errorBudget', 'byId', id], budget] as const),
  ];
  return all.flatMap(([at, { burns, ownBurns = [] }]) => {
    const ids: readonly string[] = [...burns.map(({ pace }) => pace), ...ownBurns.map(({ id }) => id)];
    return [
      ...ids.flatMap((id, n) => {
        if (ids.indexOf(id) === n) return [];
        const place = n < burns.length ? ['burns', n, 'pace'] : ['ownBurns', n - burns.length, 'id'];
        return [fault([...at, ...place], `${id} is there twice; keep one`)];
      }),
      ...ownBurns.flatMap(({ long, short }, n) =>
        toWindowSec(short) < toWindowSec(long)
          ? []
          : [fault([...at, 'ownBurns', n, 'short'], `${short} is not shorter than ${long}`)],
      ),
    ];
  });
}

const checkRules = ({ rules = [] }: ReleasePolicy): readonly Fault[] => [
  ...rules.flatMap(({ requires }, n) => {
    const says = findRuleFault(requires);
    return says === undefined ? [] : [fault(['rules', n, 'requires'], says)];
  }),
  ...checkTwice(
    'rules',
    rules.map(({ id }) => id),
    'id',
  ),
];

function checkPeople({ override, requiredSignatures }: ReleasePolicy): readonly Fault[] {
  const few = requiredSignatures.flatMap(({ signers, atLeast }, n) =>
    signers === undefined || new Set(signers).size >= atLeast
      ? []
      : [
          fault(
            ['requiredSignatures', n, 'atLeast'],
            `${atLeast} must have signed, and only ${new Set(signers).size} may`,
          ),
        ],
  );
  const twice = checkTwice(
    'requiredSignatures',
    requiredSignatures.map(({ of }) => of),
    'of',
  );
  if (override === undefined) return [...few, ...twice];
  const people = new Set(override.by.map((name) => name.trim().toLowerCase())).size;
  if (override.approvals < people) return [...few, ...twice];
  return [
    ...few,
    ...twice,
    fault(
      ['override', 'approvals'],
      `${override.approvals} others must agree, and \`by\` names ${people} in all: nobody could ever override`,
    ),
  ];
}

/** All that is wrong with a policy that has the form of one. */
export function checkPolicy(policy: ReleasePolicy): readonly Fault[] {
  const zone = checkZone(['timeZone'], policy.timeZone);
  return [
    ...zone,
    ...checkWindows(policy),
    // A freeze is meant by the clock of that zone.
    ...(zone.length === 0 ? checkFreezes(policy) : []),
    ...checkBudgets(policy),
    ...checkRules(policy),
    ...checkPeople(policy),
  ];
}
