// The journeys of the mix with their requests put together ahead of time: what all runners play but the suite, which draws its own.
import type { Mix } from '../../lib/core/service/journeys.ts';
import { listSteps } from '../../lib/core/service/journeys.ts';
import type { Id, Route, Service } from '../../lib/core/service/service.ts';
import type { FormData } from '../../lib/k6/form.ts';

/** One request; a runner puts its server before the path, and where `sendsForm` the content of the form into the body. */
export interface PreparedRequest {
  readonly step: Id;
  readonly route: Id;
  readonly contract: Id | undefined;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly sendsForm: boolean;
}

export interface PreparedJourney {
  readonly journey: Id;
  readonly variant: Id;
  readonly requests: readonly PreparedRequest[];
}

/** What the answers of the bench's server leave for later steps. */
const TAKEN = { profile: 'saved', photoId: 'photo_bench_1', qcStatus: 'passed' };
/** The user of a repertoire, and with the journey the trace id of its calls. */
const UID = 'uid_soak_bench_0';
/** No part of the numbers that repertoires are long, so that a walk in steps of it comes to each entry. */
const STRIDE = 7;

/**
 * As many journeys as it takes to have each in each variant in its share of the mix, spread over the whole.
 * @param smallest the share of which all shares are multiples, 0..1: Aurora's are of 0.05
 * @throws RangeError where they are no multiples of it
 */
export function toRepertoire(
  service: Service,
  { weights, variants }: Mix,
  form: Pick<FormData, 'contentType'>,
  smallest = 0.05,
): readonly PreparedJourney[] {
  const sum = (of: Readonly<Record<Id, number>>) => Object.values(of).reduce((a, b) => a + b, 0);
  const [allWeights, allVariants] = [sum(weights), sum(variants)];
  const listed = service.journeyIds.flatMap((journey) =>
    service.variantIds.flatMap((variant) => {
      const share = ((weights[journey] ?? 0) / allWeights) * ((variants[variant] ?? 0) / allVariants);
      const times = share / smallest;
      if (Math.abs(times - Math.round(times)) > 1e-6)
        throw new RangeError(`the share of ${journey} in ${variant} is ${share}, no multiple of ${smallest}`);
      return Array.from({ length: Math.round(times) }, () => toJourney(service, journey, variant, form));
    }),
  );
  return listed.map((_, i) => listed[(i * STRIDE) % listed.length] as PreparedJourney);
}

function toJourney(
  service: Service,
  journey: Id,
  variant: Id,
  form: Pick<FormData, 'contentType'>,
): PreparedJourney {
  const requests = listSteps(service, journey).map((step, call): PreparedRequest => {
    const { method, path, contract } = service.routes[step.route] as Route;
    const user = {
      uid: UID,
      journey,
      variant,
      traceId: `trace_${UID}_${journey}_baseline_${call}`,
      taken: TAKEN,
    };
    const sendsForm = step.form !== undefined;
    return {
      step: step.id,
      route: step.route,
      contract,
      method,
      path: step.path?.(user) ?? path,
      headers: {
        'Content-Type': sendsForm ? form.contentType : 'application/json',
        ...service.headers?.(user),
      },
      body: step.body ? JSON.stringify(step.body(user)) : null,
      sendsForm,
    };
  });
  return { journey, variant, requests };
}
