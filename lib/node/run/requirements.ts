// What a run needs before it begins: its tools, and that nothing stands in its way.
import { isLoopback } from '../../core/options/address.ts';
import type { OptionValues } from '../../core/options/option.ts';
import { OptionError } from '../../core/options/option-error.ts';
import type { Plan } from '../../core/plan/plan.ts';
import { redactText } from '../../core/text/redact.ts';
import { ensureTool } from '../build/tools.ts';
import { requireUnheld } from '../chaos/hold.ts';
import { connectToxiproxy, ToxiproxyError } from '../chaos/toxiproxy.ts';
import { findProxy } from '../http/proxy.ts';

/** The paths of the binaries that a run starts; undefined for what it does not need. */
export interface RunTools {
  readonly k6: string | undefined;
  readonly toxiproxy: string | undefined;
  readonly agent: string | undefined;
}

/**
 * Finds the tools that `plan` needs, and builds those that are missing.
 * @param given option values by variable name, as the user gave them
 * @param onFleet the k6 of the run are those of a cluster
 * @throws ToolError where one cannot be built; OptionError where the agent is needed and Toxiproxy is on another machine
 */
export async function ensureTools(plan: Plan, given: OptionValues, onFleet: boolean): Promise<RunTools> {
  const [k6, toxiproxy, agent] = await Promise.all([
    onFleet ? undefined : ensureTool('k6'),
    plan.chaos.enabled && !(await answersAlready(given)) ? ensureTool('toxiproxy') : undefined,
    needsAgent(plan) ? ensureTool('disruptor-agent') : undefined,
  ]);
  return { k6, toxiproxy, agent };
}

/** True where TOXIPROXY_API_URL was given and a Toxiproxy answers there: that one is used, and never ended by us. */
async function answersAlready({ TOXIPROXY_API_URL: apiUrl }: OptionValues): Promise<boolean> {
  if (!apiUrl) return false;
  return connectToxiproxy({ apiUrl })
    .probe()
    .then(
      () => true,
      () => false,
    );
}

/**
 * Whether a fault of the plan needs the disruptor's agent.
 * @throws OptionError where it does, and Toxiproxy is on another machine: it could not reach the agent
 */
function needsAgent({ chaos }: Plan): boolean {
  const mode = chaos.enabled ? chaos.modes.find((id) => chaos.faults[id].by === 'agent') : undefined;
  if (mode !== undefined && !isLoopback(new URL(chaos.apiUrl).hostname)) {
    throw new OptionError(
      `TOXIPROXY_API_URL=${chaos.apiUrl}: ${mode} needs a Toxiproxy on this machine, where its agent runs; give one, or leave ${mode} out of TOXIPROXY_MODES`,
    );
  }
  return mode !== undefined;
}

/** @throws OptionError where a proxy stands between k6 and faults on the edge: k6 would call the proxy, and meet no fault */
export function requireDirectEdge({ base, chaos }: Plan): void {
  if (!chaos.enabled || chaos.leg !== 'edge' || base === '') return;
  const proxy = findProxy(base, process.env);
  if (proxy === undefined) return;
  throw new OptionError(
    `CHAOS=edge: k6 would call ${redactText(base)} through the proxy ${redactText(proxy)}, past every fault; name the service in NO_PROXY`,
  );
}

/**
 * Sees that no other run uses the Toxiproxy, before there is a folder of this one. One that does not answer is started, or complained of, later.
 * @throws OptionError where one does
 */
export async function requireFreeToxiproxy({ chaos }: Plan): Promise<void> {
  if (!chaos.enabled) return;
  await requireUnheld(chaos.apiUrl).catch((error: unknown) => {
    if (!(error instanceof ToxiproxyError)) throw error;
  });
}
