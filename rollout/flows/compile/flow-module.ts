// A flow as the module that a k6 bundle takes in.
import { join } from 'node:path';
import { OptionError } from '../../../lib/core/options/option-error.ts';
import type { LoadedService } from '../../../lib/node/service/load-service.ts';
import type { ReadyFlow } from '../files/ready-flow.ts';

/**
 * The text of the module that exports the flow as FLOW.
 * @throws OptionError for a flow that plays a check: what such a one does lies in Node
 */
export function toFlowModule(
  { dir }: Pick<LoadedService, 'dir'>,
  flow: ReadyFlow,
  deadlineMs: number,
): string {
  const { plays } = flow;
  const facts = { id: flow.id, deadlineMs };
  if ('steps' in plays) return toModule({ ...facts, variants: [], plays: { steps: plays.steps } });
  const { journeys, smoke, check, variants = [] } = plays.uses;
  if (check !== undefined)
    throw new OptionError(
      `${flow.id} uses the check ${check}, which k6 cannot play; compile a flow with steps, journeys or a smoke`,
    );
  if (smoke === undefined) return toModule({ ...facts, variants, plays: { journeys } });
  const file = join(dir, 'smoke', `${smoke}.ts`);
  return [
    `import { SMOKE } from ${JSON.stringify(file)};`,
    `export const FLOW = { ...${JSON.stringify({ ...facts, variants })}, plays: { smoke: SMOKE } };`,
    '',
  ].join('\n');
}

const toModule = (flow: object): string => `export const FLOW = ${JSON.stringify(flow)};\n`;
