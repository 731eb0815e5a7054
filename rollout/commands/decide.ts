// One decision, without a server: for a terminal, a Job, or a pipeline without Argo.
import { setTimeout as pause } from 'node:timers/promises';

import { OptionError } from '../../lib/core/options/option-error.ts';
import { OUTCOME_MARKS } from '../../lib/core/outcome.ts';
import { decide } from '../decision/decide.ts';
import type { Action as Decided, Decision } from '../decision/decision.ts';
import { createState, observe } from '../decision/observe.ts';
import { createReleaseCheck } from '../facts/release-check.ts';
import { withComparisonBounds } from '../measure/comparisons.ts';
import { measure } from '../measure/measure.ts';
import { applyRelease } from '../policy/apply-release.ts';
import { parseQuestion, QuestionError } from '../serve/questions.ts';
import { choosePolicy } from './choose-policy.ts';
import { type Action, type ActionContext, refuseWord } from './context.ts';
import { toReleaseOptions } from './release/release-policy.ts';
import { toSources } from './sources.ts';

/** By the table of exit codes. */
const EXIT_CODES: Readonly<Record<Decided, number>> = { promote: 0, abort: 1, rollback: 1, hold: 3 };

/**
 * Looks at what Prometheus holds since the canary began, and decides. Asked again with the same beginning as a time, it counts the same
 * windows and some more, as a server does.
 */
export const runDecide: Action = async (context) => {
  refuseWord(context, 'decide');
  const { options, say, tell, stop } = context;
  const chosen = await choosePolicy(context);
  const sources = await toSources(context, chosen);
  const policy = withComparisonBounds(chosen.policy, sources.monitored);
  const held = await toReleaseOptions(context, chosen.environment);
  const release = held && createReleaseCheck({ ...held, tell });
  const asked = readAsked(context);
  const countFromMs = toBeginning(options.text('ROLLOUT_SINCE'), Date.now());
  let state = createState({ ...asked, nowMs: countFromMs, countFromMs, slos: sources.monitored.slos });
  const look = async (): Promise<Decision> => {
    const measurements = await measure(sources, asked, state, policy);
    state = observe(state, measurements, policy);
    const assessment = await release?.(asked.canary, undefined, measurements.nowMs);
    return applyRelease(decide(state, measurements, policy), assessment, state.promotedAtMs !== null);
  };
  let decision = await look();
  // The end of the hold is the end of this.
  while (options.isOn('ROLLOUT_WAIT') && decision.decision === 'hold') {
    await pause(policy.blockS * 1_000, undefined, { signal: stop });
    decision = await look();
  }
  if (options.isOn('ROLLOUT_JSON')) process.stdout.write(`${JSON.stringify(decision, null, 2)}\n`);
  else for (const line of toLines(decision)) say(line);
  return EXIT_CODES[decision.decision];
};

/** @throws OptionError where it lies in the future, or is no time */
function toBeginning(since: string, nowMs: number): number {
  const atMs = /^\d+$/.test(since) ? nowMs - Number(since) * 1_000 : Date.parse(since);
  if (atMs <= nowMs) return atMs;
  throw new OptionError(
    `ROLLOUT_SINCE=${since} is no time in the past; give it in UTC, as ${new Date(nowMs).toISOString()}`,
  );
}

/** A decision as a person reads it. */
export function toLines({ decision, reasons, health, canary, stable }: Decision): readonly string[] {
  return [
    `${decision}: ${canary} against ${stable}${health === null ? '' : `, health ${health} of 100`}`,
    ...reasons.map(({ id, outcome, text }) => `  ${OUTCOME_MARKS[outcome]} ${id.padEnd(18)} ${text}`),
  ];
}

const NAMES: Readonly<Record<string, string>> = {
  namespace: 'ROLLOUT_NAMESPACE',
  rollout: 'ROLLOUT_NAME',
  canary: 'ROLLOUT_CANARY',
  stable: 'ROLLOUT_STABLE',
  step: 'ROLLOUT_STEP',
};

/** @throws OptionError where a name is missing, or is none */
function readAsked({ options }: ActionContext) {
  try {
    const question = parseQuestion((name) => options.text(NAMES[name] ?? name) || DEFAULTS[name]);
    // Here the namespace only narrows what is asked of Prometheus.
    return { ...question, namespace: options.text('ROLLOUT_NAMESPACE'), step: question.step ?? 0 };
  } catch (error) {
    if (error instanceof QuestionError)
      throw new OptionError(error.message.replace(/^\w+/, (name) => NAMES[name] ?? name));
    throw error;
  }
}

const DEFAULTS: Readonly<Record<string, string>> = { namespace: 'any', rollout: 'any', step: '0' };
