// The journeys of a service against its reference, judged as a run judges them, without k6 between the two.
import { type Findings, judgeAnswer } from '../../lib/core/answer/findings.ts';
import { toReceivedBody } from '../../lib/core/answer/received-body.ts';
import { findFailure, findMissing } from '../../lib/core/answer/usable.ts';
import { listSteps } from '../../lib/core/service/journeys.ts';
import type { Id, Service, Taken } from '../../lib/core/service/service.ts';
import type { Spoken } from '../../services/aurora/reference/envelopes/renderers.ts';
import { createRig, createUpload, type Rig } from '../../services/aurora/reference/rig.ts';
import { createFaultFinder, readSchemas } from '../formats/own-files.ts';

/** One answer: what was asked, and what it was found to be. */
export interface Played extends Findings {
  readonly journey: Id;
  readonly step: Id;
}

/**
 * A function that plays every journey of a release of Aurora in both languages, with these defects switched on.
 * @param contractFolders from the root of the checkout
 */
export function createPlayer(
  service: Service,
  envelope: Spoken,
  contractFolders: readonly string[],
): (defects: string) => Promise<readonly Played[]> {
  const schemas = Object.assign({}, ...contractFolders.map((folder) => readSchemas(folder)));
  const findFault = createFaultFinder(schemas);

  async function playJourney(rig: Rig, journey: Id, variant: 'EN' | 'CN'): Promise<readonly Played[]> {
    const found: Played[] = [];
    const uid = `${journey}-${variant}`;
    let taken: Taken = {};
    for (const step of listSteps(service, journey)) {
      if (findMissing(step, taken) !== undefined) break;
      const user = { uid, journey, variant, traceId: `trace_${uid}_${found.length}`, taken };
      const route = service.routes[step.route]!;
      const body = step.form === undefined ? step.body?.(user) : createUpload();
      const answered = await rig.call(route.path, {
        ...{ body, lang: variant, uid },
        headers: { 'x-trace-id': user.traceId },
      });
      const received = toReceivedBody(answered.text, () => JSON.parse(answered.text) as unknown);
      const findings = judgeAnswer(
        service,
        { ...user, step: step.id, route: step.route },
        answered.status,
        received,
        (json) => findFault(route.contract!, json) || undefined,
        (name) => answered.headers.get(name) ?? undefined,
      );
      found.push({ ...findings, journey, step: step.id });
      if (findFailure(answered.status, findings) !== undefined) break;
      if (findings.judged && 'json' in received) taken = { ...taken, ...step.takes?.(received.json) };
    }
    return found;
  }

  return async (defects) => {
    const rig = createRig({ envelope, defects });
    const found: Played[] = [];
    for (const journey of service.journeyIds)
      for (const variant of ['EN', 'CN'] as const) found.push(...(await playJourney(rig, journey, variant)));
    return found;
  };
}
