// Admission in a game day: set up, asked about both versions, and removed, whatever comes of it.
import { withTemporaryDir } from '../../lib/node/files/temporary.ts';
import type { LoadedService } from '../../lib/node/service/load-service.ts';
import { ENVIRONMENT_LABEL } from '../admission/policy/scope.ts';
import type { Values } from '../values/values-schema.ts';
import { type AdmissionStageOptions, setUpAdmission } from './admission-stage.ts';
import { askAdmission, type GatedVersion } from './ask-admission.ts';
import { toImageName } from './evidence.ts';
import type { GameDayFacts } from './parts.ts';
import { toVersionPod } from './version-pod.ts';

type Options = Omit<AdmissionStageOptions, 'environment' | 'repository' | 'dir'> & {
  readonly loaded: LoadedService;
  readonly values: Values;
  readonly good: GatedVersion;
  readonly bad: GatedVersion;
  readonly stop: AbortSignal;
};

/** Tries it. @throws Error where it does not come up, or cannot be removed */
export const tryAdmission = (options: Options): Promise<GameDayFacts['admissions']> =>
  withTemporaryDir('admission', async (dir) => {
    const { loaded, values, good, bad, signer, stop } = options;
    const { environment } = values;
    const { reference } = loaded.service;
    if (reference === undefined) throw new Error(`${loaded.service.id} has no embedded stack to be admitted`);
    const repository = toImageName(good.image);
    stop.throwIfAborted();
    const stage = await setUpAdmission({ ...options, environment, repository, dir });
    try {
      const { api, namespace } = stage;
      const annotations = { [ENVIRONMENT_LABEL]: environment };
      const toPod = (name: string, image: string) =>
        toVersionPod({ name, namespace, annotations }, image, values, reference);
      return await askAdmission({ api, namespace, good, bad, toPod, signer, stop });
    } finally {
      await stage.close();
    }
  });
