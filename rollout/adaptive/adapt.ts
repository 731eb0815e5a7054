// A canary whose share of the users follows the evidence: asks the decision, sets the share at an HTTP actuator, and rolls back where it must.
import { toMessage } from '../../lib/core/text/message.ts';
import type { Decision } from '../decision/decision.ts';
import { ActuatorError } from '../rollback/actuator.ts';
import { callActuator, type HttpTarget, readTagged } from '../rollback/http/call-actuator.ts';
import { type PercentageOrder, RolloutPercentage } from '../rollback/http/contract-schema.ts';
import { toRolloutPath } from '../rollback/http/http-actuator.ts';
import type { RollbackResult } from '../rollback/roll-back.ts';
import { decideWeight, type WeightLimits } from './decide-weight.ts';

export interface AdaptOptions {
  readonly target: HttpTarget;
  readonly name: string;
  readonly limits: WeightLimits;
  readonly actor: string;
  /** Asks the decision. @param step how often the share was higher than ever before: each has its own time to be held */
  readonly ask: (step: number) => Promise<Pick<Decision, 'decision' | 'evidence'>>;
  readonly rollBack: (why: string) => Promise<RollbackResult>;
  readonly lookMs: number;
  /** Without a decision for so long the canary is taken back: nobody watches it. */
  readonly blindMs: number;
  readonly now: () => number;
  readonly pause: (ms: number) => Promise<void>;
  readonly say: (line: string) => void;
  readonly stop: AbortSignal;
}

/** How it ended. `stopped`: somebody ended it, and the share is as it was. */
export type Adapted = 'promoted' | 'stopped' | RollbackResult['outcome'];

/** Plays it to its end. It throws nothing: a canary that nobody can watch or move is rolled back, and that is read back. */
export async function adapt(options: AdaptOptions): Promise<Adapted> {
  const { limits, ask, rollBack, lookMs, blindMs, now, pause, say, stop } = options;
  let raisedAtMs = 0;
  let highestPct = 0;
  let steps = 0;
  let seenAtMs = now();
  const goBack = async (why: string) => {
    say(`going back: ${why}`);
    return (await rollBack(why)).outcome;
  };
  while (!stop.aborted) {
    try {
      const decided = await ask(steps);
      const { pct, tag } = await read(options);
      seenAtMs = now();
      const step = decideWeight({ pct, raisedAtMs }, decided, limits, seenAtMs);
      if (step.do === 'roll-back') return await goBack(step.why);
      if (step.do === 'end') return 'promoted';
      if (step.do === 'set') {
        await set(options, step.pct, tag, step.why);
        if (step.pct > pct) raisedAtMs = now();
        if (step.pct > highestPct) {
          highestPct = step.pct;
          steps++;
        }
        say(`${pct} → ${step.pct} %: ${step.why}`);
      }
    } catch (error) {
      say(toMessage(error));
      if (now() - seenAtMs >= blindMs) return goBack(`nothing was known of it for ${blindMs / 1_000} s`);
    }
    await pause(lookMs);
  }
  return 'stopped';
}

async function read({ target, name }: AdaptOptions): Promise<{ readonly pct: number; readonly tag: string }> {
  const { value, tag } = await readTagged(target, toRolloutPath(name), RolloutPercentage);
  if (value.name !== name)
    throw new ActuatorError(
      `the actuator answers with the rollout ${value.name} in place of ${name}`,
      'strange',
    );
  return { pct: value.percentage, tag };
}

/** Sets a share where it is still what was read: whoever changed it meanwhile is heard first. @throws ActuatorError */
async function set({ target, name, actor }: AdaptOptions, pct: number, tag: string, why: string) {
  const json: PercentageOrder = { percentage: pct, changed_by: actor, reason: why };
  const headers = { 'if-match': tag, 'idempotency-key': crypto.randomUUID() };
  await callActuator(target, { method: 'PUT', path: toRolloutPath(name), headers, json });
}
