// A smoke as data: flows of calls, each with named checks, and what the checks come to.

import { judgeAnswer, type Validate } from '../answer/findings.ts';
import { isRefusedInFront } from '../answer/refusal.ts';
import { toToldStatus } from '../answer/service-error.ts';
import { findOwnTrouble } from '../answer/unsent.ts';
import type { CheckOutcome } from '../outcome.ts';
import type { Asked, Id, Method, Service, Taken } from '../service/service.ts';
import { toObject, toPointerKeys } from '../text/json.ts';
import type { Received, SmokeAnswer } from './answer.ts';

/** What a check found. `part` is what of the body shows it. */
export interface Finding {
  readonly outcome: CheckOutcome;
  readonly because: string;
  readonly part?: unknown;
}

/** Who calls. */
export interface Person {
  readonly uid: string;
  /** Of this call alone. */
  readonly traceId: string;
  readonly variant: Id;
}

/** What is known while a flow is played. */
export interface Scene extends Person {
  /** What the answers of this flow so far left for its later calls. */
  readonly taken: Taken;
  /** Whether an earlier answer of this flow said that the upstream failed it. */
  readonly degraded: boolean;
  /** The web page whose calls must be allowed. */
  readonly origin: string;
  /** Epoch milliseconds. */
  readonly nowMs: number;
}

/** One named assertion on one answer. */
export interface Check {
  readonly id: string;
  readonly why: string;
  readonly judge: (answer: Received, scene: Scene) => Finding;
  /** Looks for what must never be there: seen, it is broken whatever the upstream does; not seen, that proves nothing without one. */
  readonly forbids?: true;
  /** Shown, and never decides: what it misses is told as skipped, with what was missed. */
  readonly advisory?: true;
}

/** One request. `user` is whose memory it belongs to: the flow's own, somebody else's, or nobody's (no uid). */
export interface Call {
  readonly method: Method | 'HEAD' | 'OPTIONS';
  readonly path: string;
  readonly user: 'own' | 'other' | 'none';
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  /** A text that is sent in place of JSON, under its content type. */
  readonly text?: { readonly content: string; readonly type: string };
  /** How long this answer may take; as the smoke is asked for where left out. */
  readonly timeoutMs?: number;
  /** The form of the service that is sent in place of JSON. */
  readonly form?: Id;
}

/** One call of a flow. That it is answered as it must be is a check of its own, by the step's id. */
export interface Step {
  readonly id: string;
  readonly why: string;
  readonly call: (scene: Scene) => Call;
  /** The status that is right. */
  readonly status: readonly number[];
  /** The `$id` of the contract that its answer is held to. */
  readonly contract?: string;
  /** Which step of a journey it is, for the service's judge. */
  readonly asked?: Partial<Pick<Asked, 'journey' | 'step' | 'route'>>;
  /** What its answer leaves for later calls, and what of that they cannot do without. */
  readonly takes?: (json: unknown) => Taken;
  readonly mustTake?: Id;
  readonly checks?: readonly Check[];
  /** Prepares what comes next: shown only if it fails. */
  readonly isSetUp?: true;
}

/** A user's calls, in order. */
export interface Flow {
  readonly id: string;
  /** Played in the first variant alone, or in each. */
  readonly variants: 'once' | 'each';
  readonly steps: readonly Step[];
  /** Its calls do not build on each other: where one is answered wrongly, the next can be judged all the same. */
  readonly independent?: true;
  /** Needs something behind the service to fail, which only the embedded one can be told to; as in docs/add-a-defect.md. */
  readonly embeddedDefect?: string;
}

/** One smoke of a service: its flows, and what only the service knows of their calls. */
export interface Smoke {
  /** As it is printed, like `runtime smoke`. */
  readonly name: string;
  readonly flows: readonly Flow[];
  /** The headers of a call, beside the content type. */
  readonly toHeaders: (call: Call, person: Person) => Readonly<Record<string, string>>;
  /** What of an answer is shown where a check missed something in it. */
  readonly show: (answer: Received) => unknown;
  /** The web page whose calls must be allowed, where none is given. */
  readonly origin: string;
}

/** A check's result, as it is printed and written. */
export interface CheckResult extends Finding {
  readonly id: string;
  readonly variant: Id;
  readonly why: string;
  readonly call: string;
}

export const pass = (because = ''): Finding => ({ outcome: 'pass', because });
export const fail = (because: string, part?: unknown): Finding => ({ outcome: 'fail', because, part });
export const cannotTell = (because: string, part?: unknown): Finding => ({
  outcome: 'inconclusive',
  because,
  part,
});

/** A finding that passes where nothing is wrong. */
export const holdTo = (isRight: boolean, because: string, part: () => unknown): Finding =>
  isRight ? pass() : fail(because, part());

const MAX_PART_CHARS = 200;
const HOW_TO_GET_IN = '; user and password go into the address, before an @';

/** What a step is judged by. */
export interface Judging {
  readonly service: Service;
  readonly smoke: Pick<Smoke, 'show'>;
  readonly validate: Validate;
}

const MOST_NAMED = 5;
/** The statuses that are right, in words. */
const toRight = (status: readonly number[]): string =>
  status.length > MOST_NAMED ? `${status[0]} to ${status.at(-1)}` : status.join(' or ');

const toAsked = ({ asked }: Step, { uid, traceId, variant, taken }: Scene): Asked => ({
  ...{ uid, traceId, variant, taken },
  journey: '',
  step: '',
  route: '',
  ...asked,
});

/** True where the service's judge finds that the answer says it is degraded. */
export function isDegraded(service: Service, step: Step, answer: Received, scene: Scene): boolean {
  if (service.degraded === undefined || answer.status >= 400 || !('json' in answer.body)) return false;
  const { flags } = service.judge(toAsked(step, scene), answer.body.json, (name) => answer.headers[name]);
  return flags.includes(service.degraded);
}

/** Judges whether a call was answered as it must be: in time, with its status, by its contract, without a broken promise. */
export function judgeAnswered(
  step: Step,
  answer: SmokeAnswer,
  scene: Scene,
  { service, smoke, validate }: Judging,
): { readonly finding: Finding; readonly readable: Received | undefined } {
  if (answer.kind === 'no_answer') {
    const because = `no answer: ${answer.why}`;
    // What this machine could not send tells nothing of the service.
    const finding = findOwnTrouble(answer.why) === undefined ? fail(because) : cannotTell(because);
    return { finding, readable: undefined };
  }
  const start = answer.text.slice(0, MAX_PART_CHARS);
  if (!step.status.includes(answer.status)) {
    const { location } = answer.headers;
    const status = toToldStatus(answer.status, 'json' in answer.body ? answer.body.json : undefined);
    const told = location === undefined ? status : `${status} to ${location}`;
    const because = `${told} where ${toRight(step.status)} is right`;
    const finding = isRefusedInFront(answer.status, answer.text)
      ? cannotTell(
          `${because}: refused in front of the service${answer.status === 401 ? HOW_TO_GET_IN : ''}`,
          start,
        )
      : fail(because, start);
    return { finding, readable: undefined };
  }
  if (step.contract === undefined) return { finding: pass(), readable: answer };
  if (!('json' in answer.body)) return { finding: fail(answer.body.notJson, start), readable: undefined };
  // A refusal or a redirect that is right has the form of an answer, and is none to hold to the invariants of one.
  if (answer.status >= 300) {
    const fault = validate(answer.body.json);
    return { finding: fault === undefined ? pass() : fail(fault, start), readable: answer };
  }
  const { violations, detail } = judgeAnswer(
    service,
    toAsked(step, scene),
    answer.status,
    answer.body,
    validate,
    (name) => answer.headers[name],
  );
  const [first] = violations;
  if (first === undefined) return { finding: pass(), readable: answer };
  const part = findPart(answer.body.json, detail) ?? smoke.show(answer);
  return { finding: fail(`${first}: ${detail}`, part), readable: answer };
}

/** What a JSON Pointer (RFC 6901) at the start of `detail` points at. */
function findPart(body: unknown, detail: string): unknown {
  const [pointer = ''] = detail.split(' ');
  if (!pointer.startsWith('/')) return undefined;
  return toPointerKeys(pointer).reduce<unknown>(
    (part, key) => (Array.isArray(part) ? part[Number(key)] : toObject(part)[key]),
    body,
  );
}

/** What a check finds; where the service's upstream failed, only a check for what must never be there can decide. */
function judgeCheck(
  { judge, forbids }: Check,
  answer: Received,
  scene: Scene,
  degraded: boolean,
  { smoke }: Judging,
): Finding {
  const finding = judge(answer, scene);
  if (!degraded && !scene.degraded) return finding;
  if (forbids && finding.outcome === 'fail') return finding;
  return degraded
    ? cannotTell('the service degraded: its upstream is not well', smoke.show(answer))
    : cannotTell('an earlier answer was degraded: the upstream is not well', smoke.show(answer));
}

/** What an advisory check found: it decides nothing, and says why it does not hold. */
const toAdvice = (found: Finding): Finding =>
  found.outcome === 'pass' ? found : { ...found, outcome: 'skipped', because: `advice: ${found.because}` };

/** Every result of a step that was played, and its answer where the next step can build on it. */
export function judgeStep(
  flow: Flow,
  step: Step,
  answer: SmokeAnswer,
  scene: Scene,
  judging: Judging,
): {
  readonly rows: readonly CheckResult[];
  readonly readable: Received | undefined;
  readonly degraded: boolean;
} {
  const { finding, readable } = judgeAnswered(step, answer, scene, judging);
  const degraded = readable !== undefined && isDegraded(judging.service, step, readable, scene);
  const to = createRow(flow, step, scene);
  const answered = to(step.id, step.why, finding);
  const own = (step.checks ?? []).map((check) => {
    const found = readable
      ? judgeCheck(check, readable, scene, degraded, judging)
      : cannotTell(`${step.id} was not answered as it must be`);
    return to(check.id, check.why, check.advisory ? toAdvice(found) : found);
  });
  const isTold = !step.isSetUp || finding.outcome !== 'pass';
  return { rows: isTold ? [answered, ...own] : own, readable, degraded };
}

/** Every result of a step that could not be played. */
export function toUnplayed(flow: Flow, step: Step, scene: Scene, finding: Finding): readonly CheckResult[] {
  const to = createRow(flow, step, scene);
  const own = (step.checks ?? []).map(({ id, why, advisory }) =>
    to(id, why, advisory ? toAdvice(finding) : finding),
  );
  return step.isSetUp ? own : [to(step.id, step.why, finding), ...own];
}

function createRow(flow: Flow, step: Step, scene: Scene) {
  const { method, path } = step.call(scene);
  return (id: string, why: string, finding: Finding): CheckResult => ({
    id: `${flow.id}.${id}`,
    variant: scene.variant,
    why,
    call: `${method} ${path}`,
    ...finding,
  });
}
