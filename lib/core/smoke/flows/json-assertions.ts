// What the values are held to that a JSONPath finds.
import { isObject } from '../../text/json.ts';
import { toPlain } from '../../text/plain-text.ts';
import { type Finding, fail, pass } from '../flow.ts';
import type { Assertion } from './assertion.ts';
import type { JsonExpectation } from './flow-schema.ts';
import { findNodes } from './json-nodes.ts';
import { isMatch } from './pattern.ts';
import { fillIn, type Variables } from './template.ts';

const show = (value: unknown): string => toPlain(JSON.stringify(value) ?? 'nothing');

/** A judgement of the values that a path found, of which there is one or more. */
type JudgeNode = (value: unknown, variables: Variables) => boolean;

const TYPES: Readonly<Record<NonNullable<JsonExpectation['type']>, (value: unknown) => boolean>> = {
  text: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  whole: (value) => Number.isInteger(value),
  yes_no: (value) => typeof value === 'boolean',
  list: Array.isArray,
  map: isObject,
  nothing: (value) => value === null,
};
const asNumber =
  (holds: (value: number) => boolean): JudgeNode =>
  (value) =>
    typeof value === 'number' && holds(value);

/** The assertions on one path. @param place of it among those of its step, from 1 on */
export function toJsonAssertions(wanted: JsonExpectation, place: number): readonly Assertion[] {
  const { path, exists, equals, one_of: oneOf, matches, type, items } = wanted;
  const { at_least: atLeast, at_most: atMost, above, below } = wanted;
  const every = (kind: string, why: string, holds: JudgeNode): Assertion =>
    toNodes(place, kind, path, why, (nodes, variables) => {
      if (nodes.length === 0) return fail(`nothing at ${path}`);
      const wrong = nodes.find((value) => !holds(value, variables));
      return wrong === undefined && nodes.every((value) => holds(value, variables))
        ? pass()
        : fail(`${path} holds ${show(wrong)}`);
    });
  return [
    ...(exists === undefined
      ? []
      : [
          toNodes(place, 'exists', path, exists ? 'is there' : 'is not there', (nodes) =>
            nodes.length > 0 === exists
              ? pass()
              : fail(exists ? `nothing at ${path}` : `${path} holds ${show(nodes[0])}`),
          ),
        ]),
    ...(equals === undefined
      ? []
      : [
          every('equals', `is ${show(equals)}`, (value, variables) =>
            isEqual(value, fillIn(equals, variables)),
          ),
        ]),
    ...(oneOf === undefined
      ? []
      : [
          every('one_of', `is one of ${oneOf.map(show).join(', ')}`, (value, variables) =>
            oneOf.some((one) => isEqual(value, fillIn(one, variables))),
          ),
        ]),
    ...(matches === undefined
      ? []
      : [
          every(
            'matches',
            `matches ${matches}`,
            (value) => typeof value === 'string' && isMatch(matches, value),
          ),
        ]),
    ...(type === undefined ? [] : [every('type', `is of the kind ${type}`, TYPES[type])]),
    ...(atLeast === undefined
      ? []
      : [
          every(
            'at_least',
            `is at least ${atLeast}`,
            asNumber((value) => value >= atLeast),
          ),
        ]),
    ...(atMost === undefined
      ? []
      : [
          every(
            'at_most',
            `is at most ${atMost}`,
            asNumber((value) => value <= atMost),
          ),
        ]),
    ...(above === undefined
      ? []
      : [
          every(
            'above',
            `is above ${above}`,
            asNumber((value) => value > above),
          ),
        ]),
    ...(below === undefined
      ? []
      : [
          every(
            'below',
            `is below ${below}`,
            asNumber((value) => value < below),
          ),
        ]),
    ...(items === undefined ? [] : [toItems(place, path, items)]),
  ];
}

function toItems(place: number, path: string, items: NonNullable<JsonExpectation['items']>): Assertion {
  const { at_least: least = 0, at_most: most = Number.POSITIVE_INFINITY } = items;
  const bounds = most === Number.POSITIVE_INFINITY ? `${least} or more` : `${least} to ${most}`;
  return toNodes(place, 'items', path, `has ${bounds} items`, (nodes) => {
    const [only] = nodes;
    const count = nodes.length === 1 && Array.isArray(only) ? only.length : nodes.length;
    return count >= least && count <= most
      ? pass()
      : fail(`${count} items at ${path} where ${bounds} are right`);
  });
}

const toNodes = (
  place: number,
  kind: string,
  path: string,
  why: string,
  judge: (nodes: readonly unknown[], variables: Variables) => Finding,
): Assertion => ({
  id: `json.${place}.${kind}`,
  why: `${path} ${why}`,
  ofBody: true,
  judge: ({ body }, variables) =>
    'json' in body ? judge(findNodes(body.json, path), variables) : fail(body.notJson),
});

/** Equality of JSON values; the order of keys does not count. */
function isEqual(a: unknown, b: unknown): boolean {
  if (Array.isArray(a))
    return Array.isArray(b) && a.length === b.length && a.every((item, i) => isEqual(item, b[i]));
  if (!isObject(a)) return Object.is(a, b) || a === b;
  if (!isObject(b) || Object.keys(a).length !== Object.keys(b).length) return false;
  return Object.entries(a).every(([key, value]) => Object.hasOwn(b, key) && isEqual(value, b[key]));
}
