// The one way a request is made: route, tags, time-out, retry, judgement, counters and journal line in one place.

import { sleep } from 'k6';
import exec from 'k6/execution';
import http, { type RefinedResponse, type ResponseType } from 'k6/http';
import {
  type Findings,
  judgeAnswer,
  type ReceivedBody,
  toReceivedBody,
  toTransportFindings,
  type Validate,
  type ViolationId,
} from '../../services/aurora/answer/invariants.ts';
import { addRollout, judgeRollout, ROLLOUT_FACTS } from '../../services/aurora/answer/rollout.ts';
import {
  type JourneyId,
  type Lang,
  ROUTES,
  STEP_ROUTES,
  type StepId,
} from '../../services/aurora/journeys.ts';
import type { FaultId } from '../core/faults/table.ts';
import { toRaisedCounters } from '../core/journal/counters.ts';
import type { Phase } from '../core/plan/schedule.ts';
import { nowSec } from './clock.ts';
import type { FormData } from './form.ts';
import { toSafeText, writeFailure, writeResponse, writeRow } from './journal.ts';
import { raiseCounter, raiseCounters, recordDuration } from './metrics.ts';
import { getTags } from './vu.ts';

/** One journey under way: who it plays, and how many calls it has made. */
export interface VirtualUser {
  readonly base: string;
  readonly n: number;
  readonly journey: JourneyId;
  readonly lang: Lang;
  readonly uid: string;
  readonly phaseNow: () => Phase;
  /** Begins to watch a call; what it gives says, once the call is over, which fault on the edge may have cut it. */
  readonly watchEdge: () => () => FaultId | undefined;
  /** The gate that ends the run at once when this violation is seen, if there is one. */
  readonly hardStop: (violation: ViolationId) => string | undefined;
  readonly validate: (step: StepId) => Validate;
  calls: number;
  /** The phase under which the VU's samples are counted, once a call has set it. */
  taggedPhase?: Phase;
}

type Answer = RefinedResponse<ResponseType | undefined>;

/** Net codes of k6 for a connection that was reset, or ended, by the other side. */
const RESET_CODES = [1220, 1000];
const RETRY_DELAY_SEC = 0.2;

/** A reset before the first byte of the request was sent: curl's rc 35. The service cannot have acted on it. */
function wasResetWhileConnecting(answer: Answer): boolean {
  return (
    answer.status === 0 &&
    RESET_CODES.includes(answer.error_code) &&
    answer.timings.sending === 0 &&
    answer.error_code !== 0
  );
}

/** The run was ended while this call was under way: what the service would have answered is not known, nor held against it. */
function wasCutOff(answer: Answer): boolean {
  return answer.status === 0 && answer.error.includes('context canceled');
}

/** Parsed in Go: a third of what JSON.parse costs in k6's VM. The text costs a twentieth of an answer, and shows what the parser hides. */
function receive(answer: Answer): ReceivedBody {
  return toReceivedBody(typeof answer.body === 'string' ? answer.body : '', () => answer.json());
}

/** Headers as Go writes them: k6 gives them by no other name. */
const HEADER_NAMES = Object.fromEntries(
  ROLLOUT_FACTS.map(({ header }) => [header, header.replace(/\b[a-z]/g, (letter) => letter.toUpperCase())]),
);

/** The findings of an answer; for a chat, with what its headers and meta say of the rollout. */
function judgeReceived(user: VirtualUser, step: StepId, answer: Answer, received: ReceivedBody): Findings {
  const findings = judgeAnswer(step, answer.status, received, user.validate(step));
  if (STEP_ROUTES[step] !== 'chat' || !findings.judged || 'notJson' in received) return findings;
  const { headers } = answer;
  return addRollout(
    findings,
    judgeRollout((name) => headers[HEADER_NAMES[name] ?? name], received.json),
  );
}

/**
 * Makes one call of a journey and judges its answer.
 * @returns the parsed body of a judged answer, `undefined` where there is none, or the run ended meanwhile
 */
export function call(user: VirtualUser, step: StepId, body: string | FormData): unknown {
  const route = STEP_ROUTES[step];
  const { path, timeoutMs } = ROUTES[route];
  const phase = user.phaseNow();
  const index = user.calls++;
  if (user.taggedPhase !== phase) {
    getTags().phase = phase;
    user.taggedPhase = phase;
  }
  const trace = `trace_${user.uid}_${user.journey}_${phase}_${index}`;
  const headers: Record<string, string> = {
    'Content-Type': typeof body === 'string' ? 'application/json' : body.contentType,
    'X-Aurora-UID': user.uid,
    'X-Lang': user.lang,
    'X-Trace-ID': trace,
    'X-Brief-ID': `brief_${user.uid}`,
  };
  const payload = typeof body === 'string' ? body : body.content;
  const params = { headers, tags: { name: route }, timeout: timeoutMs, redirects: 0 };
  const send = () => http.post(user.base + path, payload, params);

  const findEdgeFault = user.watchEdge();
  let answer: Answer = send();
  const retried = wasResetWhileConnecting(answer);
  if (retried) {
    sleep(RETRY_DELAY_SEC);
    answer = send();
  }
  if (wasCutOff(answer)) return undefined;
  const received = answer.status === 0 ? undefined : receive(answer);
  const found =
    received === undefined
      ? toTransportFindings(`${answer.error} (k6 code ${answer.error_code})`)
      : judgeReceived(user, step, answer, received);
  const findings = found.detail === '' ? found : { ...found, detail: toSafeText(found.detail) };
  const edgeFault = findEdgeFault();
  if (index === 0) raiseCounter('journeys');
  raiseCounters(toRaisedCounters(step, findings, retried, edgeFault !== undefined));
  const durationMs = answer.timings.duration;
  if (received !== undefined) recordDuration(durationMs);

  const json = received && 'json' in received ? received.json : undefined;
  const ts = nowSec();
  writeResponse(
    {
      ts,
      n: user.n,
      call: index,
      journey: user.journey,
      request_phase: step,
      load_phase: phase,
      lang: user.lang,
      code: answer.status,
      duration_ms: durationMs,
      request_id: toSafeText(readText(json, 'request_id')),
      retried,
      ...(edgeFault === undefined ? {} : { edge_fault: edgeFault }),
    },
    findings,
  );
  const [worst] = findings.violations;
  // A call that a fault on the edge explains is no failing sample of the service; its row is its placeholder, and the run goes on.
  if (worst !== undefined && !(worst === 'transport_error' && edgeFault !== undefined)) {
    writeFailure(
      {
        ts,
        type: 'failure',
        n: user.n,
        call: index,
        violations: findings.violations,
        detail: findings.detail,
        request: { path, headers, body: typeof body === 'string' ? body : '(a form with a photo)' },
        status: answer.status,
        headers: answer.headers,
        body: typeof answer.body === 'string' ? answer.body : '',
      },
      findings.violations.some((id) => user.hardStop(id) !== undefined),
    );
    stopAtHardGate(
      user,
      findings.violations,
      `${findings.detail} (${step}, ${user.lang}, ${phase}, trace ${trace})`,
    );
  }
  return findings.judged ? json : undefined;
}

function stopAtHardGate(user: VirtualUser, violations: readonly ViolationId[], why: string): void {
  for (const violation of violations) {
    const gate = user.hardStop(violation);
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
