// Steps of a flow: each can be sent, and each can fail.
import { parseDurationMs } from '../../../lib/core/smoke/flows/duration.ts';
import { listAssertions } from '../../../lib/core/smoke/flows/expectations.ts';
import type {
  Expectations,
  FlowFile,
  JsonExpectation,
  StepSpec,
} from '../../../lib/core/smoke/flows/flow-schema.ts';
import { findPathFault } from '../../../lib/core/smoke/flows/json-nodes.ts';
import { toPattern } from '../../../lib/core/smoke/flows/pattern.ts';
import { toMessage } from '../../../lib/core/text/message.ts';
import type { JoinedFlow } from '../files/join.ts';
import { type FlowFault, type Place, type Source, toFault } from '../files/source.ts';

/** One thing about a part of a step. */
type Say = (place: Place, text: string) => void;

/** What is wrong with the steps of a flow. */
export function listStepFaults(joined: JoinedFlow, flow: Source<FlowFile>): readonly FlowFault[] {
  const faults: FlowFault[] = [];
  const { origins } = joined;
  for (const [i, { source, place, spec }] of origins.entries()) {
    const say: Say = (at, text) => faults.push(toFault(source, [...place, ...at], `${spec.id}: ${text}`));
    if (origins.findIndex((one) => one.spec.id === spec.id) !== i)
      say(['id'], 'another step has this id; give it one of its own');
    checkSent(spec, say);
    checkCanFail(spec, say);
  }
  for (const one of joined.shared)
    for (const [name, { json, text, file }] of Object.entries(one.value.fixtures ?? {}))
      if ([json, text, file].filter((body) => body !== undefined).length !== 1)
        faults.push(
          toFault(one, ['fixtures', name], `fixtures.${name}: give exactly one of json, text and file`),
        );
  const own = origins.filter(({ source }) => source === flow);
  if (own.length > 0 && own.every(({ spec }) => listAssertions(spec.expect ?? {}).length === 0))
    faults.push(
      toFault(
        flow,
        ['steps'],
        'steps: none expects anything, so the flow proves nothing; give a step an expect',
      ),
    );
  return faults;
}

function checkSent(
  { method = 'GET', path, json, text, fixture, headers = {}, save = {} }: StepSpec,
  say: Say,
): void {
  const bodies = [json, text, fixture].filter((body) => body !== undefined);
  if (bodies.length > 1) say([], 'give one of json, text and fixture');
  if (bodies.length > 0 && (method === 'GET' || method === 'HEAD'))
    say(['method'], `${method} sends no body; take another method`);
  if (path.startsWith('//')) say(['path'], 'path begins with two /, which is the address of another host');
  const names = Object.keys(headers).map((name) => name.toLowerCase());
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) say(['headers'], `the header ${twice} is there twice`);
  for (const [name, { json: from, header }] of Object.entries(save)) {
    if ((from === undefined) === (header === undefined))
      say(['save', name], `save.${name}: give exactly one of json and header`);
    const fault = from === undefined ? undefined : findPathFault(from);
    if (fault !== undefined) say(['save', name, 'json'], `save.${name}: ${from} is no JSONPath: ${fault}`);
  }
}

function checkCanFail({ expect, save, timeout }: StepSpec, say: Say): void {
  const wanted = expect ?? {};
  if (listAssertions(wanted).length === 0 && Object.keys(save ?? {}).length === 0)
    say(
      expect === undefined ? [] : ['expect'],
      'expects nothing, so it cannot fail; give it an expect with a status at least',
    );
  checkWithin(wanted, timeout, say);
  checkStatus(wanted, say);
  for (const [name, { exists, equals, matches }] of Object.entries(wanted.headers ?? {})) {
    const place = ['expect', 'headers', name];
    if (exists === undefined && equals === undefined && matches === undefined)
      say(place, `expect.headers.${name} expects nothing; give exists, equals or matches`);
    checkPattern(matches, place, say);
  }
  checkPattern(wanted.text?.matches, ['expect', 'text', 'matches'], say);
  checkPattern(wanted.text?.lacks, ['expect', 'text', 'lacks'], say, 'can never hold');
  for (const [i, one] of (wanted.json ?? []).entries()) checkJson(one, ['expect', 'json', i], say);
}

function checkWithin({ within }: Expectations, timeout = '10s', say: Say): void {
  if (within !== undefined && parseDurationMs(within) >= parseDurationMs(timeout))
    say(['expect', 'within'], `within ${within} cannot fail: the call is given up after ${timeout}`);
}

function checkStatus({ status }: Expectations, say: Say): void {
  if (!Array.isArray(status)) return;
  const classes = new Set((status as readonly number[]).map((one) => Math.floor(one / 100)));
  if (classes.has(2) && classes.has(5))
    say(['expect', 'status'], 'takes an error of the service (5xx) for as right as a success');
}

function checkJson(one: JsonExpectation, place: Place, say: Say): void {
  const { path, exists, matches, items, at_least: least, at_most: most, above, below } = one;
  const fault = findPathFault(path);
  if (fault !== undefined) say([...place, 'path'], `${path} is no JSONPath: ${fault}`);
  if (Object.keys(one).length === 1)
    say(place, `${path}: expects nothing; give exists, equals or another assertion`);
  if (path === '$' && exists === true && Object.keys(one).length === 2)
    say([...place, 'exists'], '$ is there in every JSON body; name a part of it');
  if (exists === false && Object.keys(one).length > 2)
    say([...place, 'exists'], `${path}: what must not be there cannot be held to anything else`);
  if (items !== undefined && (items.at_least ?? 0) === 0 && items.at_most === undefined)
    say([...place, 'items'], `${path}: any number of items is right, so it cannot fail`);
  const lowest = Math.max(least ?? Number.NEGATIVE_INFINITY, above ?? Number.NEGATIVE_INFINITY);
  const highest = Math.min(most ?? Number.POSITIVE_INFINITY, below ?? Number.POSITIVE_INFINITY);
  const isShut = above === lowest || below === highest ? lowest >= highest : lowest > highest;
  if (isShut || (items?.at_least ?? 0) > (items?.at_most ?? Number.POSITIVE_INFINITY))
    say(place, `${path}: its bounds leave no value, so it can never hold`);
  checkPattern(matches, [...place, 'matches'], say);
}

/** Texts that have nothing in common: what matches all of them matches anything. */
const UNLIKE = ['', 'x', ' 0\n-{"a":1}'];

function checkPattern(
  pattern: string | undefined,
  place: Place,
  say: Say,
  consequence = 'cannot fail',
): void {
  if (pattern === undefined) return;
  try {
    const expression = toPattern(pattern);
    if (UNLIKE.every((text) => expression.test(text)))
      say(place, `${pattern} matches anything, so it ${consequence}`);
  } catch (error) {
    say(place, `${pattern} is no regular expression: ${toMessage(error)}`);
  }
}
