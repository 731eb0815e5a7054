// The journeys of a service as a smoke: each played once, and judged by the folder's own judge.
import type { Id, Journey, Step as JourneyStep, Service, User } from '../service/service.ts';
import { readRoot } from './answer.ts';
import { type Call, type Check, type Flow, fail, type Person, pass, type Smoke, type Step } from './flow.ts';

/** Whatever is no error, as the engine takes it (lib/core/answer/findings.ts). */
const NO_ERROR: readonly number[] = Array.from({ length: 200 }, (_, i) => 200 + i);

/**
 * A smoke of these journeys.
 * @param ids none: all
 * @throws RangeError naming one that the service has not
 */
export function toJourneySmoke(service: Service, ids: readonly Id[]): Smoke {
  const unknown = ids.find((id) => service.journeys[id] === undefined);
  if (unknown !== undefined)
    throw new RangeError(`${service.id} has no journey ${unknown}; it has ${service.journeyIds.join(', ')}`);
  return {
    name: 'journeys',
    origin: '',
    flows: (ids.length === 0 ? service.journeyIds : ids).flatMap((id) => {
      const journey = service.journeys[id];
      return journey ? [toFlow(service, id, journey)] : [];
    }),
    toHeaders: (_, person) => service.headers?.(toUser(person, '', {})) ?? {},
    show: readRoot,
  };
}

const toUser = ({ uid, traceId, variant }: Person, journey: Id, taken: User['taken']): User => ({
  uid,
  traceId,
  variant,
  journey,
  taken,
});

const toFlow = (service: Service, id: Id, journey: Journey): Flow => ({
  id,
  variants: 'each',
  steps: journey.steps.map((step, i) => toStep(service, id, journey, step, i)),
});

function toStep(
  service: Service,
  journey: Id,
  { why, steps }: Journey,
  step: JourneyStep,
  index: number,
): Step {
  const route = service.routes[step.route];
  const next = steps[index + 1]?.needs ?? [];
  const leaves = next.filter((name) => !step.needs?.includes(name));
  const { takes } = step;
  const [mustTake] = leaves;
  return {
    id: step.id,
    why,
    status: NO_ERROR,
    asked: { journey, step: step.id, route: step.route },
    call: (scene): Call => {
      const user = toUser(scene, journey, scene.taken);
      return {
        method: route?.method ?? 'GET',
        path: step.path?.(user) ?? route?.path ?? '/',
        user: 'own',
        ...(step.form === undefined ? (step.body ? { json: step.body(user) } : {}) : { form: step.form }),
      };
    },
    ...(route?.contract === undefined ? {} : { contract: route.contract }),
    ...(takes ? { takes } : {}),
    ...(mustTake === undefined ? {} : { mustTake }),
    ...(takes && leaves.length > 0 ? { checks: [toLeaves(takes, leaves)] } : {}),
  };
}

/** That an answer leaves what the next step rests on: without it a user is at the end of the journey. */
const toLeaves = (takes: NonNullable<JourneyStep['takes']>, leaves: readonly string[]): Check => ({
  id: 'goes_on',
  why: 'the user can go on',
  judge: (answer) => {
    const taken = takes('json' in answer.body ? answer.body.json : undefined);
    const missing = leaves.filter((name) => taken[name] === undefined);
    return missing.length === 0 ? pass() : fail(`the answer leaves no ${missing.join(', ')}`);
  },
});
