// The form of rollout/admission/settings.yaml: where admission holds, and what it knows of a cluster. What an environment asks of a
// release stands in its release policy.
import {
  closed,
  list,
  ordinal,
  type ShapeOf,
  text,
  whole,
  words,
  yesNo,
} from '../../lib/core/journal/format.ts';
import { ENVIRONMENTS } from '../decision/policy-words.ts';

const NAME_FORM = '^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$';
const IMAGE_FORM = '^[a-z0-9][a-zA-Z0-9_./:-]*(:[a-zA-Z0-9_][a-zA-Z0-9_.-]*|@sha256:[0-9a-f]{64})$';

const ofEnvironment = closed('One environment.', {
  namespaces: list('Its namespaces: their label can be no other.', text('A namespace.', NAME_FORM), {
    minItems: 1,
  }),
  rollbackUsers: list(
    'Users that its rollback engines are: they and Argo alone write how a Rollout stands, beyond an abort.',
    words('A user, as the API server names it.'),
  ),
});

export const AdmissionSettings = closed('Where admission holds, and by what.', {
  name: text('What its objects are called.', NAME_FORM),
  namespace: text('Namespace of its own server. Nothing in there is asked about.', NAME_FORM),
  scope: closed('The namespaces in which it holds, by their names: labels can be taken away.', {
    isEveryOther: yesNo('True: in every one but those of `namespaces`. False: in those alone.'),
    namespaces: list('Namespaces.', text('A namespace.', NAME_FORM), { minItems: 1 }),
  }),
  argoUser: words(
    "The user that Argo's controller is: what it makes of an admitted Rollout is not asked about.",
  ),
  environments: closed('What belongs to each environment.', {
    [ENVIRONMENTS[0]]: ofEnvironment,
    [ENVIRONMENTS[1]]: ofEnvironment,
    [ENVIRONMENTS[2]]: ofEnvironment,
  }),
  withoutGateRun: list(
    'Repositories of images that are no service under the gate, as its own: they need a signature and their digest, and no gate run.',
    words('A repository.'),
  ),
  returnWithinDays: ordinal(
    'A manifest that was admitted within so many days may come back without new evidence.',
  ),
  server: closed('The server that verifies signatures.', {
    image: text("The image of this repository's Dockerfile, by digest.", IMAGE_FORM),
    port: whole('Port that it listens on.', { minimum: 1, maximum: 65_535 }),
    timeoutS: whole('Seconds that the API server waits for it.', { minimum: 1, maximum: 30 }),
  }),
});
export type AdmissionSettings = ShapeOf<typeof AdmissionSettings>;
