// Who writes how a rollout stands. Argo goes by the status of a Rollout, of its questions, and of the Jobs that some of them are: whoever
// writes one by hand answers in the place of the gate, and no signature covers it.
import type { MatchCondition, Variable } from 'kubernetes-types/admissionregistration/v1.js';
import { ENVIRONMENTS } from '../../decision/policy-words.ts';
import type { AdmissionSettings } from '../settings-schema.ts';
import { toLiteral, toLiterals, WHO } from './cel.ts';
import type { Demand } from './demand.ts';
import { NAMESPACE_ENVIRONMENT, type Rule } from './scope.ts';

/**
 * What is looked at. Questions and experiments have no subresource for their status in argo-rollouts v1.10.1, so that anyone who may
 * change one may change its status: both ways are looked at.
 */
export const STATUS_RULES: readonly Rule[] = [
  {
    apiGroups: ['argoproj.io'],
    apiVersions: ['v1alpha1'],
    operations: ['CREATE', 'UPDATE'],
    resources: ['rollouts', 'analysisruns', 'experiments'].flatMap((one) => [one, `${one}/status`]),
  },
  { apiGroups: ['apps'], apiVersions: ['v1'], operations: ['UPDATE'], resources: ['replicasets/status'] },
  { apiGroups: ['batch'], apiVersions: ['v1'], operations: ['UPDATE'], resources: ['jobs/status'] },
  { apiGroups: [''], apiVersions: ['v1'], operations: ['UPDATE'], resources: ['pods/status'] },
];

const toStatus = (of: string) => `(has(${of}.status) ? ${of}.status : {})`;
const BEFORE = `(request.operation == "UPDATE" ? ${toStatus('oldObject')} : {})`;

export const CHANGES_STATUS: MatchCondition = {
  name: 'changes-status',
  expression: `${toStatus('object')} != ${BEFORE}`,
};

/** Controllers and nodes of Kubernetes, whatever they are called by. Whoever is one of these may do anything in the cluster. */
const IS_KUBERNETES = `request.userInfo.username in ["system:kube-controller-manager", "system:kube-scheduler"] || ["system:serviceaccount:kube-system:", "system:node:"].exists(p, request.userInfo.username.startsWith(p))`;

/** Who owns what Kubernetes itself writes the status of, where Argo goes by that. Of others nothing is asked. */
const OWNERS = { ReplicaSet: ['Rollout', 'Experiment'], Job: ['AnalysisRun'], Pod: ['Job'] } as const;

const toIsFor = (kind: keyof typeof OWNERS) =>
  `(object.kind == ${toLiteral(kind)} && has(object.metadata.ownerReferences) && object.metadata.ownerReferences.exists(o, o.kind in ${toLiterals(OWNERS[kind])}))`;

/** The parts of a status that its change leaves alone: all but these. */
const toLeavesOthers = (changed: readonly string[]) =>
  `variables.now.all(k, k in ${toLiterals(changed)} || (k in variables.before && variables.before[k] == variables.now[k])) && variables.before.all(k, k in ${toLiterals(changed)} || k in variables.now)`;

/** For the conditions of `listStatusDemands`. */
export const listStatusVariables = ({ argoUser, environments }: AdmissionSettings): Variable[] => {
  const users = ENVIRONMENTS.map(
    (one) => `${toLiteral(one)}: ${toLiterals(environments[one].rollbackUsers)}`,
  );
  return [
    { name: 'who', expression: WHO },
    { name: 'environment', expression: NAMESPACE_ENVIRONMENT },
    { name: 'now', expression: toStatus('object') },
    { name: 'before', expression: BEFORE },
    { name: 'isArgo', expression: `request.userInfo.username == ${toLiteral(argoUser)}` },
    { name: 'rollbackUsers', expression: `{${users.join(', ')}}` },
    {
      name: 'isRollback',
      expression:
        'variables.environment in variables.rollbackUsers && request.userInfo.username in variables.rollbackUsers[variables.environment]',
    },
    {
      // Anybody whom RBAC lets may stop a canary: the sooner the better, and it skips nothing.
      name: 'isAbort',
      expression: `has(object.status) && has(object.status.abort) && object.status.abort == true && ${toLeavesOthers(['abort'])}`,
    },
  ];
};

const ASKED = 'who may write a status is said by rollbackUsers of the settings of admission';

/** In this order: the first that is broken is told. */
export const listStatusDemands = ({ argoUser }: Pick<AdmissionSettings, 'argoUser'>): readonly Demand[] => [
  {
    demand:
      'How a Rollout stands is written by Argo, and by the rollback engine of its environment; others may abort it, and no more.',
    must: 'object.kind != "Rollout" || variables.isArgo || variables.isRollback || variables.isAbort',
    says: `"the status of " + variables.who + " is not for " + request.userInfo.username + " to write: to promote, to skip a step or to take an abort back would skip its questions; abort it, or override the decision (npm run rollout -- override); ${ASKED}"`,
  },
  {
    demand: 'What questions and experiments came to is written by Argo alone.',
    must: '!(object.kind in ["AnalysisRun", "Experiment"]) || variables.isArgo',
    says: `"the status of " + variables.who + " is not for " + request.userInfo.username + " to write: ${argoUser} alone says what it came to; leave status out"`,
  },
  {
    demand:
      'How ReplicaSets of a Rollout, Jobs of a question and their pods stand is written by Kubernetes alone.',
    must: `!(${(Object.keys(OWNERS) as (keyof typeof OWNERS)[]).map(toIsFor).join(' || ')}) || ${IS_KUBERNETES}`,
    says: '"the status of " + variables.who + " is not for " + request.userInfo.username + " to write: a canary is judged by it, and only controllers and nodes of Kubernetes say how it is"',
  },
];
