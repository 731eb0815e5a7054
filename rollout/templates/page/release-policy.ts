// The tables of docs/release-policy.md: what holds in each environment, each key of a policy and of the facts, what conditions may look at.
import {
  BUDGET_DAYS,
  BURN_IDS,
  BURNS,
  toBurnBound,
  toPeriodText,
} from '../../../lib/core/monitoring/burns.ts';
import { replaceBlock } from '../../../lib/core/power/report.ts';
import { ENVIRONMENTS, type Environment } from '../../decision/policy-words.ts';
import { toLengthText } from '../../policy/calendar/zone.ts';
import { Facts } from '../../policy/facts-schema.ts';
import { ReleasePolicy } from '../../policy/policy-schema.ts';
import { CEL_FACTS } from '../../policy/rules/cel.ts';
import { toTable } from './markdown.ts';
import { toKeys } from './page.ts';

/** The page that holds them. */
export const RELEASE_POLICY_PAGE = 'docs/release-policy.md';

/** The release policy of every environment. */
export type AllPolicies = Readonly<Record<Environment, ReleasePolicy>>;

const toPercent = (share: number) => `${Number((share * 100).toPrecision(4))} %`;
const toList = (parts: readonly string[]) => (parts.length === 0 ? 'none' : parts.join('; '));
const toLength = (sec: number) => toLengthText(sec * 1_000);

const ROWS: readonly (readonly [string, (policy: ReleasePolicy) => string])[] = [
  [
    'change windows',
    ({ changeWindows, timeZone }) =>
      toList(
        changeWindows.map(
          ({ days, from, to, timeZone: own = timeZone }) => `${days.join(' ')} ${from}–${to} ${own}`,
        ),
      ),
  ],
  ['holidays', ({ holidays: { days, knownUntil } }) => `${days.length} days, known until ${knownUntil}`],
  [
    'freezes',
    ({ freezes }) =>
      toList(freezes.map(({ id, from, to, ifBroken }) => `${id}: ${from} to ${to}, ${ifBroken}`)),
  ],
  ['error budget that must be left', ({ errorBudget: { each } }) => toPercent(each.minLeftRatio)],
  [
    'it may not burn',
    ({ errorBudget: { each } }) => toList(each.burns.map(({ pace, ifBroken }) => `${pace}: ${ifBroken}`)),
  ],
  [
    'images',
    ({ allowedImages, imageByDigest }) => `${allowedImages.join(', ')}${imageByDigest ? ', by digest' : ''}`,
  ],
  [
    'signatures',
    ({ requiredSignatures }) => toList(requiredSignatures.map(({ of, atLeast }) => `${of}: ${atLeast}`)),
  ],
  [
    'gate',
    ({ gate }) =>
      gate === undefined
        ? 'not asked'
        : `${gate.profile}${gate.leastS === undefined ? '' : `, ${toLength(gate.leastS)} at least`}${gate.faults === false ? ', without faults' : ''}, not older than ${toLength(gate.maxAgeS)}`,
  ],
  ['evidence counts for', ({ evidenceMaxAgeS }) => toLength(evidenceMaxAgeS)],
  [
    'a day',
    ({ limits: { promotionsADay, rollbacksADay } }) =>
      `${promotionsADay} promotions, ${rollbacksADay} rollbacks`,
  ],
  [
    'who may set aside what',
    ({ override }) =>
      override === undefined
        ? 'nobody'
        : `${override.by.join(', ')}, with ${override.approvals} more: ${override.clauses.join(', ')}; ${toLength(override.maxMinutes * 60)} at most`,
  ],
  ['conditions', ({ rules = [] }) => toList(rules.map(({ id, requires }) => `${id}: \`${requires}\``))],
];

/** The formulas of the paces, for an objective as an example. */
const toPaces = () =>
  toTable(
    ['pace', 'burns by', 'over both', 'spends', 'with an objective of 99.5 %: bad events above'],
    BURN_IDS.flatMap((id) =>
      BURNS[id].map(({ factor, longSec, shortSec }) => [
        `\`${id}\``,
        `${factor} ×`,
        `${toPeriodText(longSec)} and ${toPeriodText(shortSec)}`,
        `${toPercent((factor * longSec) / (BUDGET_DAYS * 86_400))} of the budget in ${toPeriodText(longSec)}`,
        toPercent(toBurnBound(factor, { objectiveRatio: 0.995 })),
      ]),
    ),
  );

/**
 * The page with its tables as they are of these policies.
 * @throws RangeError where the page has no place for one of them
 */
export function replaceReleaseTables(page: string, policies: AllPolicies): string {
  const tables = {
    environments: toTable(
      ['', ...ENVIRONMENTS],
      ROWS.map(([says, of]) => [says, ...ENVIRONMENTS.map((environment) => of(policies[environment]))]),
    ),
    paces: toPaces(),
    'release-policy': toKeys(ReleasePolicy),
    facts: toKeys(Facts),
    'cel-facts': toTable(
      ['fact', 'type', 'what it is'],
      Object.entries(CEL_FACTS).map(([name, { type, says }]) => [`\`facts.${name}\``, `\`${type}\``, says]),
    ),
  };
  return Object.entries(tables).reduce((text, [name, table]) => replaceBlock(text, name, table), page);
}
