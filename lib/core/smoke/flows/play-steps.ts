// One run of a flow of plain steps: the same in Node and in k6, which differ in how a call is made.
import { isRefusedInFront } from '../../answer/refusal.ts';
import { findOwnTrouble } from '../../answer/unsent.ts';
import type { Received, SmokeAnswer } from '../answer.ts';
import { type Call, type CheckResult, cannotTell, type Finding, fail, pass } from '../flow.ts';
import type { Assertion } from './assertion.ts';
import { listAssertions, listStatuses } from './expectations.ts';
import type { HttpFlow, HttpStep } from './flow.ts';
import type { Saved } from './flow-schema.ts';
import { findNodes } from './json-nodes.ts';
import { fillIn, fillText, UnsetError, type Variables } from './template.ts';

/** Makes one call; what goes wrong is no answer, and never thrown. */
export type SendStep = (call: Call) => Promise<SmokeAnswer>;

export interface StepsPlay {
  readonly flow: HttpFlow;
  /** The secrets of the flow, as `env.NAME`. */
  readonly secrets: Variables;
  /** What no other run has. */
  readonly run: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly send: SendStep;
}

/** A value is not sent in a header that would end it. */
const ENDS_HEADER = /[\r\n\0]/;

/**
 * Plays the steps in order. A step that is not answered, answered with a wrong status, or whose answer lacks what is to be saved
 * ends the flow: later steps are inconclusive then. It never throws for what the service does.
 */
export async function playSteps({
  flow,
  secrets,
  run,
  now,
  send,
}: StepsPlay): Promise<readonly CheckResult[]> {
  let variables: Variables = {
    ...flow.variables,
    ...secrets,
    'run.id': run,
    'run.started_at': new Date(now()).toISOString(),
  };
  const rows: CheckResult[] = [];
  let lost = '';
  for (const step of flow.steps) {
    const call = lost === '' ? toCall(step, variables) : { because: `not played: ${lost}` };
    if ('because' in call) {
      rows.push(...toUnplayed(flow, step, cannotTell(call.because)));
      lost ||= `${step.id} could not be sent`;
      continue;
    }
    const judged = judgeStep(flow, step, call, await send(call), variables);
    rows.push(...judged.rows);
    if ('lost' in judged) lost = judged.lost;
    else variables = { ...variables, ...judged.saved };
  }
  return rows;
}

function toCall(step: HttpStep, variables: Variables): Call | { readonly because: string } {
  try {
    const headers = Object.fromEntries(
      Object.entries(step.headers).map(([name, value]) => [name, fillText(value, variables)]),
    );
    const broken = Object.entries(headers).find(([, value]) => ENDS_HEADER.test(value));
    if (broken) return { because: `the header ${broken[0]} would hold the end of a line` };
    const path = fillPath(step.path, variables);
    if (!path.startsWith('/') || path.startsWith('//'))
      return { because: `its path ${path.slice(0, 80)} does not begin with one /` };
    return {
      method: step.method,
      path,
      user: 'own',
      headers,
      timeoutMs: step.timeoutMs,
      ...toBody(step, variables),
    };
  } catch (error) {
    if (error instanceof UnsetError) return { because: error.message };
    throw error;
  }
}

/** A variable at the beginning is a path of its own, as a header `location` holds one; any other is a part of one. */
function fillPath(path: string, variables: Variables): string {
  const [first = ''] = /^\$\{[^{}$]*\}/.exec(path) ?? [];
  const encoded = Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [name, encodeURIComponent(value)]),
  );
  return fillText(first, variables) + fillText(path.slice(first.length), encoded);
}

function toBody({ body }: HttpStep, variables: Variables): Pick<Call, 'json' | 'text'> {
  if (body === undefined) return {};
  if ('json' in body) return { json: fillIn(body.json, variables) };
  return { text: { content: body.raw ? body.text : fillText(body.text, variables), type: body.type } };
}

type JudgedStep = { readonly rows: readonly CheckResult[] } & (
  | { readonly lost: string }
  | { readonly saved: Variables }
);

function judgeStep(
  flow: HttpFlow,
  step: HttpStep,
  call: Call,
  answer: SmokeAnswer,
  variables: Variables,
): JudgedStep {
  const to = createRow(flow, step, call.path);
  const assertions = listAssertions(step.expect);
  const doubt = (finding: Finding, lost: string): JudgedStep => ({
    rows: [
      to('answered', 'it is answered', finding),
      ...assertions.map(({ id, why }) => to(id, why, cannotTell(lost))),
    ],
    lost,
  });
  if (answer.kind === 'no_answer') {
    const because = `no answer: ${answer.why}`;
    // What this machine could not send tells nothing of the service.
    const finding = findOwnTrouble(answer.why) === undefined ? fail(because) : cannotTell(because);
    return doubt(finding, `${step.id} was not answered`);
  }
  const right = listStatuses(step.expect);
  if (!right?.includes(answer.status) && isRefusedInFront(answer.status, answer.text))
    return doubt(
      cannotTell(`status ${answer.status}: refused in front of the service`, answer.text.slice(0, 200)),
      `${step.id} was refused in front of the service`,
    );
  const isRight = right === undefined || right.includes(answer.status);
  const rows = [
    to('answered', 'it is answered', pass()),
    ...assertions.map((assertion) =>
      to(assertion.id, assertion.why, judge(assertion, answer, isRight, variables)),
    ),
  ];
  if (!isRight) return { rows, lost: `${step.id} was answered with ${answer.status}` };
  const { saved, missing } = saveAll(step.save, answer);
  return missing === undefined
    ? {
        rows: [...rows, ...Object.keys(step.save).map((name) => to(`save.${name}`, toSaveWhy(name), pass()))],
        saved,
      }
    : {
        rows: [...rows, to(`save.${missing.name}`, toSaveWhy(missing.name), fail(missing.because))],
        lost: `${step.id} left no ${missing.name}`,
      };
}

const toSaveWhy = (name: string): string => `the answer holds ${name}`;

function judge(assertion: Assertion, answer: Received, isRight: boolean, variables: Variables): Finding {
  if (assertion.ofBody && !isRight) return cannotTell(`the status is ${answer.status}`);
  try {
    return assertion.judge(answer, variables);
  } catch (error) {
    if (error instanceof UnsetError) return cannotTell(error.message);
    throw error;
  }
}

function saveAll(
  save: HttpStep['save'],
  answer: Received,
): { readonly saved: Variables; readonly missing?: { readonly name: string; readonly because: string } } {
  const saved: Record<string, string> = {};
  for (const [name, from] of Object.entries(save)) {
    const value = findSaved(from, answer);
    if (value === undefined)
      return { saved, missing: { name, because: `nothing at ${from.json ?? `the header ${from.header}`}` } };
    saved[name] = value;
  }
  return { saved };
}

/** A text, a number, true or false; anything else stands for itself in JSON. */
function findSaved({ json, header }: Saved, { headers, body }: Received): string | undefined {
  if (header !== undefined) return headers[header.toLowerCase()];
  if (json === undefined || !('json' in body)) return undefined;
  const [value] = findNodes(body.json, json);
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Every result of a step that was not played. */
function toUnplayed(flow: HttpFlow, step: HttpStep, finding: Finding): readonly CheckResult[] {
  const to = createRow(flow, step, step.path);
  return [
    to('answered', 'it is answered', finding),
    ...listAssertions(step.expect).map(({ id, why }) => to(id, why, finding)),
  ];
}

const createRow =
  (flow: HttpFlow, step: HttpStep, path: string) =>
  (id: string, why: string, finding: Finding): CheckResult => ({
    id: `${flow.id}.${step.id}.${id}`,
    variant: '',
    why,
    call: `${step.method} ${path}`,
    ...finding,
  });
