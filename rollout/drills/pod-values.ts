// The values of a drill whose servers are pods, and whose gate is a stage of the rollout.
import { pickPolicy } from '../values/pick-policy.ts';
import type { Values } from '../values/values-schema.ts';
import type { Drill } from './drill.ts';
import { toDrillPolicy } from './policy.ts';

/** Much more often than in any environment: a drill has a minute where those have an hour. */
export const FLOW_EVERY_S = 8;
/** As short as a gate can be. */
const GATE: Omit<NonNullable<Values['gate']>, 'image'> = {
  durationS: 30,
  rps: 3,
  deadlineS: 180,
  resources: { requests: { cpu: '150m', memory: '256Mi' }, limits: { memory: '1Gi' } },
};
/** The step whose canary the gate plays its load against: with less load than later the others of it are well measured. */
const GATED_STEP = 0;

const toPort = (url: string): number => Number(new URL(url).port);

/**
 * The values of a drill, with its policy.
 * @param image that of this suite
 * @throws Error where the values give the servers no addresses
 */
export function toPodValues(values: Values, { gate }: Pick<Drill, 'gate'>, image: string): Values {
  const { decision: decisionIp, prober: proberIp } = values.clusterIps ?? {};
  if (decisionIp === undefined || proberIp === undefined)
    throw new Error('the values of a drill say no clusterIps of its decision server and prober');
  const [decisionPort, proberPort] = [toPort(values.addresses.decision), toPort(values.addresses.prober)];
  const server = {
    image,
    resources: { requests: { cpu: '50m', memory: '96Mi' }, limits: { memory: '512Mi' } },
  };
  const gated = gate === undefined ? {} : { gate: { ...GATE, image } };
  return {
    ...values,
    ...gated,
    rollout: {
      ...values.rollout,
      steps: values.rollout.steps.map((step, n) =>
        gate !== undefined && n === GATED_STEP ? { ...step, gate: true } : step,
      ),
    },
    addresses: {
      ...values.addresses,
      decision: `http://${decisionIp}:${decisionPort}`,
      prober: `http://${proberIp}:${proberPort}`,
    },
    servers: {
      decision: { ...server, port: decisionPort },
      prober: { ...server, port: proberPort, everyS: FLOW_EVERY_S },
    },
    guards: { ...values.guards, decisionIsScraped: true, proberIsScraped: true },
    decision: toDrillPolicy(pickPolicy(values)),
  };
}
