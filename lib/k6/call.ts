// The one way a request is made: route, tags, time-out, retry, judgement, counters and journal line in one place.

import { sleep } from 'k6';
import exec from 'k6/execution';
import http, { type RefinedResponse, type ResponseType } from 'k6/http';
import { type Findings, judgeAnswer, toTransportFindings, type Validate } from '../core/answer/findings.ts';
import { type ReceivedBody, toReceivedBody } from '../core/answer/received-body.ts';
import { describeStall } from '../core/answer/unsent.ts';
import { findFailure } from '../core/answer/usable.ts';
import type { FaultId } from '../core/faults/table.ts';
import { toRaisedCounters } from '../core/journal/counters.ts';
import { isBroken } from '../core/journal/explained-loss.ts';
import { toTraceId } from '../core/journal/trace-id.ts';
import type { Phase } from '../core/plan/schedule.ts';
import type { Asked, Id, Route, Service, Step, Taken, User } from '../core/service/service.ts';
import { elapsedSec, nowSec } from './clock.ts';
import type { FormData } from './form.ts';
import { toSafeText, writeFailure, writeResponse, writeRow } from './journal.ts';
import { raiseCounter, raiseCounters, recordDuration } from './totals/metrics.ts';
import { getTags } from './vu.ts';

/** What every journey of a run is played with. */
export interface Stage {
  readonly service: Service;
  readonly base: string;
  readonly phaseNow: () => Phase;
  /** Begins to watch a call; what it gives says, once the call is over, which fault on the edge may have cut it. */
  readonly watchEdge: () => () => FaultId | undefined;
  /** The gate that ends the run at once when this violation is seen, if there is one. */
  readonly hardStop: (violation: Id) => string | undefined;
  /** By route; undefined where it has no contract. */
  readonly validate: (route: Id) => Validate | undefined;
  readonly forms: Readonly<Record<Id, FormData>>;
}

/** One journey under way: who it plays, and how many calls it has made. */
export interface VirtualUser {
  readonly n: number;
  readonly journey: Id;
  readonly variant: Id;
  readonly uid: string;
  taken: Taken;
  calls: number;
}

/** The phase under which the VU's samples are counted, once a call has set it. */
let taggedPhase: Phase | undefined;

type Answer = RefinedResponse<ResponseType | undefined>;

/** Net codes of k6 for a connection that was reset, or ended, by the other side. */
const RESET_CODES = [1220, 1000];
const RETRY_DELAY_SEC = 0.2;

/** A reset before the first byte of the request was sent: curl's rc 35. The service cannot have acted on it. */
function wasResetWhileConnecting(answer: Answer, status: number): boolean {
  return status === 0 && RESET_CODES.includes(answer.error_code) && answer.timings.sending === 0;
}

/** The run was ended while this call was under way: what the service would have answered is not known, nor held against it. */
function wasCutOff(answer: Answer, status: number): boolean {
  return status === 0 && answer.error.includes('context canceled');
}

/** What k6 throws where it cannot take the status of an answer (101), and tells in no other way: that is as good as none. */
function toUntaken(error: unknown): Answer {
  const why = /unsupported response status.*/.exec(String(error))?.[0];
  if (why === undefined) throw error;
  const timings = { duration: 0, sending: 1 };
  return { status: 0, error: why, error_code: 1000, body: null, headers: {}, timings } as unknown as Answer;
}

/** The tags of a call by its route, made once. */
const routeTags: Record<Id, { readonly name: Id }> = {};
const toRouteTags = (route: Id) => {
  routeTags[route] ??= { name: route };
  return routeTags[route];
};

/** Parsed in Go: a third of what JSON.parse costs in k6's VM. The text costs a twentieth of an answer, and shows what the parser hides. */
function receive(answer: Answer): ReceivedBody {
  const { body } = answer;
  return toReceivedBody(typeof body === 'string' ? body : '', () => answer.json());
}

/** Names of headers as Go writes them, which is how k6 gives them, by their lower-case names. */
const goNames = new Map<string, string>();
function toGoName(name: string): string {
  const known = goNames.get(name);
  if (known !== undefined) return known;
  const goName = name.replace(/\b[a-z]/g, (letter) => letter.toUpperCase());
  goNames.set(name, goName);
  return goName;
}

/** What a step sends. */
interface Payload {
  readonly contentType: string | undefined;
  readonly content: string | ArrayBuffer | null;
  /** As a failing sample shows it. */
  readonly shown: string;
}

function toPayload(user: User, step: Step, { forms }: Stage): Payload {
  if (step.form !== undefined) {
    const form = forms[step.form];
    if (!form) throw new Error(`no form ${step.form}`);
    return { contentType: form.contentType, content: form.content, shown: `(the form ${step.form})` };
  }
  if (!step.body) return { contentType: undefined, content: null, shown: '' };
  const content = JSON.stringify(step.body(user));
  return { contentType: 'application/json', content, shown: content };
}

/** What a call leaves for the rest of its journey. */
interface Called {
  /** Why no further call can be held to what it expects; undefined where it can. */
  readonly failure: string | undefined;
  /** The parsed body of a judged answer; undefined where there is none. */
  readonly json: unknown;
}

/**
 * Makes one call of a journey and judges its answer.
 * @returns `undefined` where the run ended meanwhile
 */
export function call(stage: Stage, virtual: VirtualUser, step: Step): Called | undefined {
  const { service } = stage;
  const route = service.routes[step.route] as Route;
  const phase = stage.phaseNow();
  const index = virtual.calls++;
  if (taggedPhase !== phase) {
    getTags().phase = phase;
    taggedPhase = phase;
  }
  const { uid, journey, variant, taken } = virtual;
  const traceId = toTraceId(uid, journey, phase, index);
  const asked: Asked = { uid, journey, variant, traceId, taken, step: step.id, route: step.route };
  const payload = toPayload(asked, step, stage);
  const path = step.path ? step.path(asked) : route.path;
  const headers: Record<string, string> = { ...service.headers?.(asked) };
  if (payload.contentType !== undefined) headers['Content-Type'] ??= payload.contentType;
  const params = { headers, tags: toRouteTags(step.route), timeout: route.timeoutMs, redirects: 0 };
  let sentSec = 0;
  const send = () => {
    sentSec = elapsedSec();
    try {
      return http.request(route.method, stage.base + path, payload.content, params);
    } catch (error) {
      return toUntaken(error);
    }
  };
  const findEdgeFault = stage.watchEdge();
  let answer: Answer = send();
  // Each field of an answer is read once: k6 makes its value anew at every reading.
  let { status } = answer;
  const retried = wasResetWhileConnecting(answer, status);
  if (retried) {
    sleep(RETRY_DELAY_SEC);
    answer = send();
    status = answer.status;
  }
  if (wasCutOff(answer, status)) return undefined;
  const received = status === 0 ? undefined : receive(answer);
  let headersOfAnswer: Answer['headers'] | undefined;
  const found: Findings =
    received === undefined
      ? toTransportFindings(
          // k6 has no error for a status line of 000.
          `${answer.error || 'the status of the answer is 000'} (k6 code ${answer.error_code})${describeStall((elapsedSec() - sentSec) * 1000, route.timeoutMs)}`,
        )
      : judgeAnswer(service, asked, status, received, stage.validate(step.route), (name) => {
          headersOfAnswer ??= answer.headers;
          return headersOfAnswer[toGoName(name)];
        });
  const findings = found.detail === '' ? found : { ...found, detail: toSafeText(found.detail) };
  const edgeFault = findEdgeFault();
  if (index === 0) raiseCounter('journeys');
  raiseCounters(toRaisedCounters(service, step.id, findings, retried, edgeFault !== undefined));
  const durationMs = answer.timings.duration;
  if (received !== undefined) recordDuration(durationMs);
  const json = received && 'json' in received ? received.json : undefined;
  const ts = nowSec();
  writeResponse(
    service,
    {
      ts,
      n: virtual.n,
      call: index,
      journey,
      request_phase: step.id,
      load_phase: phase,
      variant,
      code: status,
      duration_ms: durationMs,
      request_id: service.requestIdKey === undefined ? '' : toSafeText(readText(json, service.requestIdKey)),
      retried,
      ...(edgeFault === undefined ? {} : { edge_fault: edgeFault }),
    },
    findings,
  );
  // A call that this machine could not make, or that a fault on the edge explains, is no failing sample of the service; its row is its placeholder, and the run goes on.
  if (isBroken({ violations: findings.violations, edge_fault: edgeFault })) {
    writeFailure(
      service,
      {
        ts,
        type: 'failure',
        n: virtual.n,
        call: index,
        violations: findings.violations,
        detail: findings.detail,
        request: { path, headers, body: payload.shown },
        status,
        headers: answer.headers,
        body: typeof answer.body === 'string' ? answer.body : '',
      },
      findings.violations.some((id) => stage.hardStop(id) !== undefined),
    );
    stopAtHardGate(
      stage,
      findings.violations,
      `${findings.detail} (${step.id}, ${variant}, ${phase}, trace ${traceId})`,
    );
  }
  return { failure: findFailure(status, findings), json: findings.judged ? json : undefined };
}

function stopAtHardGate({ hardStop }: Stage, violations: readonly Id[], why: string): void {
  for (const violation of violations) {
    const gate = hardStop(violation);
    if (gate === undefined) continue;
    writeRow({ ts: nowSec(), type: 'gate.crossed', gate, value: 1, limit: 0, why });
    writeRow({ ts: nowSec(), type: 'run.stopped', gate, why });
    exec.test.abort(`${gate}: ${why}`);
  }
}

function readText(json: unknown, key: string): string {
  if (typeof json !== 'object' || json === null) return '';
  const value = (json as Record<string, unknown>)[key];
  return typeof value === 'string' ? value : '';
}
