// Who is asked whether a version is bad. Each answers within its time, and where it cannot tell, it says so.
import { Type } from 'typebox';
import { toMessage } from '../../../lib/core/text/message.ts';
import { type ApiServer, callJson } from '../../../lib/node/prometheus/api.ts';
import { queryInstant } from '../../../lib/node/prometheus/read.ts';
import { readFlows } from '../../measure/read-flows.ts';
import { readGate } from '../../measure/read-gate.ts';
import type { Candidate, Finding, Trigger } from './finding.ts';

export interface Source {
  readonly trigger: Trigger;
  /** Never throws. */
  ask(candidate: Candidate): Promise<Finding>;
}

const TIMEOUT_MS = 4_000;
/** A flow that failed once may have failed by chance. */
const FAILED_RUNS = 2;

type Found = Pick<Finding, 'outcome' | 'text'>;
const toSource = (trigger: Trigger, ask: (candidate: Candidate) => Promise<Found>): Source => ({
  trigger,
  ask: (candidate) =>
    ask(candidate).then(
      (found) => ({ trigger, ...found }),
      (error: unknown) => ({ trigger, outcome: 'unknown', text: toMessage(error) }),
    ),
});

/** Since when each alert fires, as Prometheus itself has it. */
const toFiringSince = (ends: readonly string[]): string =>
  `ALERTS_FOR_STATE{alertname=~".*(${ends.join('|')})"} and ignoring (alertstate) ALERTS{alertstate="firing"}`;

/** @param ends which alerts count, by what their names end with: letters, digits and _ */
export const createBurnSource = (prometheus: ApiServer, ends: readonly string[]): Source =>
  toSource('slo-burn', async ({ beganAtMs }) => {
    const firing = await queryInstant(prometheus, toFiringSince(ends), { timeoutMs: TIMEOUT_MS });
    const began = firing.filter(({ value }) => value * 1_000 >= beganAtMs);
    const names = (of: typeof firing) => of.map(({ labels }) => labels.alertname ?? '?').join(', ');
    if (began.length > 0) return { outcome: 'bad', text: `${names(began)} fires since the version began` };
    return {
      outcome: 'fine',
      text: firing.length === 0 ? 'no budget burns fast' : `${names(firing)} fired before the version began`,
    };
  });

export const createProbeSource = (prober: ApiServer, environment: string): Source =>
  toSource('probes', async ({ beganAtMs, promotedAtMs }) => {
    const sight = { target: 'canary', beganAtMs, seenAtMs: beganAtMs, hasGuards: false };
    const flows = await readFlows(prober, environment, sight);
    // A version that has all the users is behind every target.
    const own = flows.filter(({ target }) => target === sight.target || promotedAtMs !== null);
    const failed = own.filter(({ outcome, alike = 1 }) => outcome === 'fail' && alike >= FAILED_RUNS);
    if (failed.length > 0)
      return {
        outcome: 'bad',
        text: `${failed.map(({ id }) => id).join(', ')} failed ${FAILED_RUNS} times in a row`,
      };
    return own.some(({ outcome }) => outcome === 'pass')
      ? { outcome: 'fine', text: `${own.length} flows, and none failed twice` }
      : { outcome: 'unknown', text: 'no flow passed yet' };
  });

/** @param place path or address of the summary.json; {canary} stands for the version */
export const createGateSource = (place: string): Source =>
  toSource('gate', async ({ version, beganAtMs }) => {
    const { outcome, finishedAtMs } = await readGate(place.replaceAll('{canary}', version));
    if (finishedAtMs < beganAtMs)
      return { outcome: 'unknown', text: 'the newest run is from before the version' };
    return outcome === 'fail'
      ? { outcome: 'bad', text: 'the newest run failed' }
      : { outcome: outcome === 'pass' ? 'fine' : 'unknown', text: `the newest run: ${outcome}` };
  });

const Told = Type.Object({
  rollouts: Type.Array(
    Type.Object({
      namespace: Type.String(),
      rollout: Type.String(),
      canary: Type.String(),
      decision: Type.String(),
      reasons: Type.Array(Type.Object({ outcome: Type.String(), text: Type.String() })),
    }),
  ),
});

/** @param namespace '' where the service has none */
export const createDecisionSource = (server: ApiServer, namespace: string, name: string): Source =>
  toSource('decision', async ({ version }) => {
    const { rollouts } = await callJson(server, Told, { path: '/v1/rollouts', timeoutMs: TIMEOUT_MS });
    const own = rollouts.find(
      (one) =>
        one.rollout === name && one.canary === version && (namespace === '' || one.namespace === namespace),
    );
    if (own === undefined) return { outcome: 'unknown', text: 'nothing was decided about the version yet' };
    if (own.decision !== 'abort' && own.decision !== 'rollback')
      return { outcome: 'fine', text: `the decision is ${own.decision}` };
    const [why] = own.reasons.filter(({ outcome }) => outcome === 'fail');
    return { outcome: 'bad', text: `the decision is ${own.decision}${why ? `: ${why.text}` : ''}` };
  });
