// What is asked of the decision server, read strictly: a typing error must not become a rollout of its own.
import { isObject } from '../../lib/core/text/json.ts';
import { OVERRIDES, type Override } from '../decision/override.ts';
import type { GuardTally } from '../measure/guard-tallies.ts';
import type { RolloutName } from './store.ts';
import type { Question } from './watch.ts';

/** What cannot be answered as it was asked: HTTP 400. The message is one sentence. */
export class QuestionError extends Error {
  override readonly name = 'QuestionError';
}

/** Names of objects (RFC 1123) and pod template hashes; they are parts of file names and of queries. */
const NAME = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const HASH = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const STEP = /^\d{1,4}$/;
const COUNT = /^\d{1,15}$/;

type Read = (name: string) => string | undefined;

function readName(read: Read, name: string, form = NAME): string {
  const value = read(name) ?? '';
  if (form.test(value)) return value;
  throw new QuestionError(
    `${name} is ${value === '' ? 'missing' : 'no name'}; give it as Kubernetes writes it`,
  );
}

const readRollout = (read: Read): RolloutName => ({
  namespace: readName(read, 'namespace'),
  rollout: readName(read, 'rollout'),
});

/**
 * Reads a question from its parameters.
 * @throws QuestionError
 */
export function parseQuestion(read: Read): Question {
  const step = read('step');
  // Argo has no value yet for a field of the status that is not there, and hands on its own words.
  if (step !== undefined && !STEP.test(step))
    throw new QuestionError('step is no whole number from 0 to 9999');
  return {
    ...readRollout(read),
    canary: readName(read, 'canary', HASH),
    stable: readName(read, 'stable', HASH),
    step: step === undefined ? undefined : Number(step),
  };
}

/** Which version asks for its permit, and what its guard counted. */
export interface PermitQuestion extends RolloutName {
  readonly canary: string;
  /** Undefined where the guard tells nothing. */
  readonly told: GuardTally | undefined;
}

/**
 * Reads which version asks for its permit.
 * @throws QuestionError
 */
export const parsePermitQuestion = (read: Read): PermitQuestion => ({
  ...readRollout(read),
  canary: readName(read, 'canary', HASH),
  told: read('pod') === undefined ? undefined : readTally(read),
});

function readTally(read: Read): GuardTally {
  const readCount = (name: string) => {
    const value = read(name) ?? '';
    if (COUNT.test(value)) return Number(value);
    throw new QuestionError(
      `${name} is no whole number from 0 on; a guard tells pod, ageMs, calls and unanswered`,
    );
  };
  const [calls, unanswered] = [readCount('calls'), readCount('unanswered')];
  if (unanswered > calls) throw new QuestionError('unanswered is more than calls');
  return { pod: readName(read, 'pod', HASH), ageMs: readCount('ageMs'), calls, unanswered };
}

/** A person cannot look away for longer. */
export const MAX_OVERRIDE_MIN = 240;
const MAX_TEXT = 500;

const MOST_APPROVALS = 20;

function readApprovals(value: unknown): Pick<Override, 'approvals'> {
  if (value === undefined) return {};
  const isName = (one: unknown): one is string =>
    typeof one === 'string' && one.trim() !== '' && one.length <= MAX_TEXT;
  if (!Array.isArray(value) || value.length > MOST_APPROVALS || !value.every(isName))
    throw new QuestionError(`approvals is no list of up to ${MOST_APPROVALS} names of those who agree`);
  return { approvals: value.map((name) => name.trim()) };
}

/**
 * Reads an override from the body of a request.
 * @throws QuestionError
 */
export function parseOverride(body: unknown, nowMs: number): RolloutName & { readonly override: Override } {
  if (!isObject(body)) throw new QuestionError('the body is no JSON object');
  const read = (name: string) => (typeof body[name] === 'string' ? body[name] : undefined);
  const readWords = (name: string) => {
    const value = read(name)?.trim() ?? '';
    if (value === '' || value.length > MAX_TEXT)
      throw new QuestionError(`${name} is missing or too long; say it in 1 to ${MAX_TEXT} characters`);
    return value;
  };
  const to = OVERRIDES.find((one) => one === body.decision);
  if (to === undefined) throw new QuestionError(`decision is none of ${OVERRIDES.join(', ')}`);
  const { minutes } = body;
  if (!(typeof minutes === 'number' && minutes > 0 && minutes <= MAX_OVERRIDE_MIN))
    throw new QuestionError(
      `minutes is no number above 0 and up to ${MAX_OVERRIDE_MIN}: every override ends`,
    );
  return {
    ...readRollout(read),
    override: {
      to,
      canary: readName(read, 'canary', HASH),
      by: readWords('name'),
      reason: readWords('reason'),
      atMs: nowMs,
      untilMs: nowMs + minutes * 60_000,
      ...readApprovals(body.approvals),
    },
  };
}
