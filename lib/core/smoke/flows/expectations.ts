// What an answer of a flow is held to: each assertion is one check, in words and as a judgement.
import { toPlain } from '../../text/plain-text.ts';
import type { Received } from '../answer.ts';
import { cannotTell, fail, pass } from '../flow.ts';
import type { Assertion } from './assertion.ts';
import { parseDurationMs } from './duration.ts';
import type { Expectations, HeaderExpectation } from './flow-schema.ts';
import { toJsonAssertions } from './json-assertions.ts';
import { isMatch } from './pattern.ts';
import { fillText } from './template.ts';

/** The assertions of a step, the status first. */
export function listAssertions(expect: Expectations): readonly Assertion[] {
  return [
    ...toStatus(expect.status),
    ...toWithin(expect.within),
    ...Object.entries(expect.headers ?? {}).flatMap(([name, wanted]) => toHeader(name, wanted)),
    ...(expect.text?.matches === undefined ? [] : [toText('matches', expect.text.matches, true)]),
    ...(expect.text?.lacks === undefined ? [] : [toText('lacks', expect.text.lacks, false)]),
    ...(expect.json ?? []).flatMap((wanted, i) => toJsonAssertions(wanted, i + 1)),
  ];
}

/** The statuses that are right; undefined where any is. */
export const listStatuses = ({ status }: Expectations): readonly number[] | undefined =>
  status === undefined ? undefined : [status].flat();

function toStatus(status: Expectations['status']): readonly Assertion[] {
  const right = listStatuses(status === undefined ? {} : { status });
  if (right === undefined) return [];
  const wanted = right.join(' or ');
  return [
    {
      id: 'status',
      why: `the status is ${wanted}`,
      judge: (answer) =>
        right.includes(answer.status)
          ? pass()
          : fail(`status ${answer.status} where ${wanted} is right`, answer.text.slice(0, 200)),
    },
  ];
}

function toWithin(within: string | undefined): readonly Assertion[] {
  if (within === undefined) return [];
  const limitMs = parseDurationMs(within);
  return [
    {
      id: 'within',
      why: `it is answered within ${within}`,
      judge: ({ durationMs }) => {
        if (durationMs === undefined) return cannotTell('nobody took its time');
        return durationMs <= limitMs
          ? pass()
          : fail(`${Math.round(durationMs)} ms where ${limitMs} are allowed`);
      },
    },
  ];
}

function toHeader(name: string, wanted: HeaderExpectation): readonly Assertion[] {
  const { exists, equals, matches } = wanted;
  const found = (answer: Received) => answer.headers[name.toLowerCase()];
  const make = (kind: string, why: string, judge: Assertion['judge']): Assertion => ({
    id: `header.${name.toLowerCase()}.${kind}`,
    why: `the header ${name} ${why}`,
    judge,
  });
  return [
    ...(exists === undefined
      ? []
      : [
          make('exists', exists ? 'is there' : 'is not there', (answer) => {
            const value = found(answer);
            if ((value !== undefined) === exists) return pass();
            return fail(value === undefined ? `no header ${name}` : `${name}: ${toPlain(value)}`);
          }),
        ]),
    ...(equals === undefined
      ? []
      : [
          make('equals', `is ${JSON.stringify(equals)}`, (answer, variables) => {
            const value = found(answer);
            return value === fillText(equals, variables)
              ? pass()
              : fail(value === undefined ? `no header ${name}` : `${name}: ${toPlain(value)}`);
          }),
        ]),
    ...(matches === undefined
      ? []
      : [
          make('matches', `matches ${matches}`, (answer) => {
            const value = found(answer);
            if (value !== undefined && isMatch(matches, value)) return pass();
            return fail(value === undefined ? `no header ${name}` : `${name}: ${toPlain(value)}`);
          }),
        ]),
  ];
}

const toText = (kind: 'matches' | 'lacks', pattern: string, isWanted: boolean): Assertion => ({
  id: `text.${kind}`,
  why: `the body ${isWanted ? 'matches' : 'does not match'} ${pattern}`,
  ofBody: true,
  judge: ({ text }) =>
    isMatch(pattern, text) === isWanted
      ? pass()
      : fail(`the body ${isWanted ? 'does not match' : 'matches'} ${pattern}`, text.slice(0, 200)),
});
