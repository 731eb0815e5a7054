// What is known of a release, from where it is: Prometheus, a run of the gate, the evidence log, a file. What nobody told is not there.
import type { Monitored } from '../../lib/core/monitoring/monitored.ts';
import type { PrometheusTarget } from '../../lib/core/monitoring/prometheus-options.ts';
import { toMessage } from '../../lib/core/text/message.ts';
import { readBudgets } from '../measure/read-budgets.ts';
import { readGate } from '../measure/read-gate.ts';
import type { Facts } from '../policy/facts-schema.ts';

/** Where facts are read; what is undefined is not read, and so unknown. */
export interface FactSources {
  readonly monitored: Monitored | undefined;
  readonly prometheus: PrometheusTarget | undefined;
  /** Path or address of a summary.json; '' for none. */
  readonly gate: string;
  /** When releases went forward and back, by whoever writes that down. */
  readonly history: (() => Promise<Pick<Facts, 'promotions' | 'rollbacks'>>) | undefined;
  /** What was said by hand: it wins over what was read. */
  readonly said: Facts;
}

export interface Gathered {
  readonly facts: Facts;
  /** What could not be read, a sentence each. */
  readonly notes: readonly string[];
}

/** Reads every source. One that cannot be read leaves its facts unknown, and says so; nothing is thrown. */
export async function gatherFacts(sources: FactSources, atMs: number): Promise<Gathered> {
  const { monitored, prometheus, gate, history, said } = sources;
  const notes: string[] = [];
  const read = async <T extends Partial<Facts>>(
    whole: (() => Promise<T>) | undefined,
  ): Promise<Partial<T>> => {
    if (whole === undefined) return {};
    return whole().catch((error: unknown) => {
      notes.push(toMessage(error));
      return {};
    });
  };
  const [budgets, verdict, past] = await Promise.all([
    read(
      prometheus && monitored && said.slos === undefined
        ? async () => ({ slos: await readBudgets(prometheus, monitored, atMs) })
        : undefined,
    ),
    read(
      gate === '' || said.gate !== undefined
        ? undefined
        : async () => {
            const { outcome, profile, finishedAtMs, tried } = await readGate(gate);
            const finishedAt = new Date(finishedAtMs).toISOString();
            return {
              gate: { verdict: outcome, profile, finishedAt, ...(tried === undefined ? {} : { tried }) },
            };
          },
    ),
    read(history),
  ]);
  return { facts: { ...past, ...verdict, ...budgets, ...said }, notes };
}
