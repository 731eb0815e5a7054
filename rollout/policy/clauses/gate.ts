// The verdict of the gate's own run.
import { findLess, toGateCommand } from '../../effort/find-less.ts';
import { toLengthText } from '../calendar/zone.ts';
import { allow, deny, type Judge, unknown } from './clause.ts';

/** Whether the gate passed, having tried as much as is asked for, and not too long ago. A pass of one that tried less could not tell. */
export const judgeGate: Judge = ({ policy, facts, atMs }) => {
  const id = 'gate';
  const asked = policy.gate;
  if (asked === undefined) return [allow(id, 'No run of the gate is asked for')];
  const run = toGateCommand(asked);
  const { gate } = facts;
  if (gate === undefined)
    return [unknown(id, 'Nobody told what the gate came to', `${run}, and name its summary.json: --gate`)];
  const finishedMs = Date.parse(gate.finishedAt);
  const ageMs = atMs - finishedMs;
  if (!Number.isFinite(ageMs) || ageMs < -policy.maxSkewS * 1_000)
    return [
      unknown(
        id,
        `The verdict of the gate is of the future (${gate.finishedAt})`,
        'set the clocks of this machine and of the one that ran the gate, and run it again',
      ),
    ];
  if (gate.verdict === 'fail')
    return [deny(id, 'The gate failed', 'mend what it found, and let it run again')];
  if (gate.verdict === 'inconclusive')
    return [deny(id, 'The gate could not tell', `read its report, and let it run again: ${run}`)];
  // What is said by hand names its profile twice.
  const less =
    gate.tried === undefined || gate.tried.profile === gate.profile
      ? findLess(gate.tried, asked)
      : `ran with the profile ${gate.profile} and with ${gate.tried.profile}, which cannot be`;
  if (less !== undefined) return [unknown(id, `The gate passed, and could not tell: its run ${less}`, run)];
  const age = `The gate passed ${toLengthText(Math.max(0, ageMs))} ago`;
  if (ageMs > asked.maxAgeS * 1_000)
    return [
      deny(
        id,
        `${age}, and ${toLengthText(asked.maxAgeS * 1_000)} is the most that counts`,
        `${run}: once more`,
      ),
    ];
  return [allow(id, `${age}, with the profile ${gate.profile}`)];
};
