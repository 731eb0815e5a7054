// The verdict of the gate's own run.
import { toLengthText } from '../calendar/zone.ts';
import { allow, deny, type Judge, unknown } from './clause.ts';

/** Whether the gate passed, with the right profile, and not too long ago. */
export const judgeGate: Judge = ({ policy, facts, atMs }) => {
  const id = 'gate';
  const asked = policy.gate;
  if (asked === undefined) return [allow(id, 'No run of the gate is asked for')];
  const run = `npm run soak -- --profile ${asked.profile}`;
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
  if (gate.profile !== asked.profile)
    return [
      deny(id, `The gate ran with the profile ${gate.profile}, and ${asked.profile} is asked for`, run),
    ];
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
