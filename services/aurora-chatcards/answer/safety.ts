// What an answer says of the danger that its user is in.
import { type Json, toList } from '../../../lib/core/text/json.ts';
import { asObject } from '../../aurora/answer/json.ts';

/** The `safety` of an answer. `riskLevel` is what stands there, or `absent`. */
export interface Safety {
  readonly riskLevel: string;
  readonly redFlagCount: number;
}

/** Reads the `safety` of an answer, whatever it is. */
export function readSafety(value: unknown): Safety {
  const safety = asObject(value);
  const { risk_level } = safety;
  return {
    riskLevel: typeof risk_level === 'string' ? risk_level.slice(0, 20) : 'absent',
    redFlagCount: toList(safety.red_flags).length,
  };
}

/** True where the risk is called high. */
export const isHighRisk = ({ riskLevel }: Safety): boolean => riskLevel === 'high';

/** True where a part of a triage card calls the risk high, or names red flags. */
export function saysHighRisk(part: Json): boolean {
  return part.risk_level === 'high' || part.severity === 'block' || toList(part.red_flags).length > 0;
}
