// What the API server judges by itself, without a server of ours: ValidatingAdmissionPolicies. Nothing passes them over, also no
// break-glass, and they hold while our server is away.
import type {
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
  ValidatingAdmissionPolicySpec,
} from 'kubernetes-types/admissionregistration/v1.js';
import { ENVIRONMENTS, type Environment } from '../../decision/policy-words.ts';
import { BREAK_GLASS, EVIDENCE, MOST_ANNOTATION, SIGNATURE } from '../manifest/annotations.ts';
import type { AdmissionSettings } from '../settings-schema.ts';
import { IS_OWNED, PODS, toAnnotation, toLiteral, toLiterals, WHO } from './cel.ts';
import { type Demand, toValidations } from './demand.ts';
import { DIGEST_FORM, toImageForm } from './image-form.ts';
import {
  ENVIRONMENT_LABEL,
  listMatchConditions,
  NAMESPACE_ENVIRONMENT,
  RULES,
  type Rule,
  toNamespaceSelector,
} from './scope.ts';
import { CHANGES_STATUS, listStatusDemands, listStatusVariables, STATUS_RULES } from './status.ts';

/** Environment → the repositories that its release policy allows. */
export type AllowedImages = Readonly<Record<Environment, readonly string[]>>;

const IN_PLACE = '(has(request.subResource) && request.subResource == "ephemeralcontainers")';
const NAMESPACES: readonly Rule[] = [
  { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['namespaces'] },
];
const listOf = (list: string) =>
  `variables.pods.map(p, has(p.${list}) ? p.${list}.map(c, has(c.image) ? c.image : "") : [])`;
/** The images that the object names, a list for each list of containers; of a running pod, those that are put into it. */
const IMAGES = `${IN_PLACE} ? ${listOf('ephemeralContainers')} : ${['containers', 'initContainers'].map(listOf).join(' + ')} + variables.pods.map(p, has(p.volumes) ? p.volumes.filter(v, has(v.image)).map(v, has(v.image.reference) ? v.image.reference : "") : [])`;
/** Of those, the ones for which a condition on `i` holds, as one text. */
const toTold = (condition: string) =>
  `variables.images.map(l, l.filter(i, ${condition})).filter(l, l.size() > 0).map(l, l.join(", ")).join(", ")`;

function toVariables(images: AllowedImages) {
  const forms = ENVIRONMENTS.map((one) => `${toLiteral(one)}: ${toLiteral(toImageForm(images[one]))}`);
  return [
    { name: 'who', expression: WHO },
    { name: 'environment', expression: NAMESPACE_ENVIRONMENT },
    { name: 'forms', expression: `{${forms.join(', ')}}` },
    { name: 'isKnown', expression: 'variables.environment in variables.forms' },
    { name: 'own', expression: toAnnotation(ENVIRONMENT_LABEL) },
    { name: 'signature', expression: toAnnotation(SIGNATURE) },
    { name: 'evidence', expression: toAnnotation(EVIDENCE) },
    { name: 'breakGlass', expression: toAnnotation(BREAK_GLASS) },
    { name: 'pods', expression: PODS },
    { name: 'images', expression: IMAGES },
    { name: 'unpinned', expression: toTold(`!i.matches(${toLiteral(DIGEST_FORM)})`) },
    { name: 'latest', expression: toTold('i.matches(":latest(@|$)")') },
    {
      name: 'strange',
      expression: `variables.isKnown ? ${toTold('!i.matches(variables.forms[variables.environment])')} : ""`,
    },
  ];
}

/** In this order: the first that is broken is told. */
export const DEMANDS: readonly Demand[] = [
  {
    demand: 'What a controller made is changed by that controller alone.',
    must: `request.operation != "UPDATE" || ${IN_PLACE} || !(${IS_OWNED})`,
    says: 'variables.who + " belongs to " + object.metadata.ownerReferences[0].kind + " " + object.metadata.ownerReferences[0].name + ": change the signed manifest of its owner, and not what was made of it"',
  },
  {
    demand: 'The namespace says which environment it is of.',
    must: 'variables.isKnown',
    says: `"the namespace " + request.namespace + " has no label ${ENVIRONMENT_LABEL} of a known environment: whoever runs the cluster labels it ${ENVIRONMENTS.join(', ')}"`,
  },
  {
    demand: 'The manifest names its environment, and it is that of the namespace.',
    must: `${IN_PLACE} || variables.own == variables.environment`,
    says: `variables.who + (variables.own == "" ? " names no environment" : " is made for " + variables.own) + ", and its namespace is of " + variables.environment + ": apply the manifest of that environment, whose annotation ${ENVIRONMENT_LABEL} says so"`,
  },
  {
    demand: 'There is a signature, or a break-glass.',
    must: `${IN_PLACE} || variables.signature != "" || variables.breakGlass != ""`,
    says: 'variables.who + " is not signed: sign its file with npm run rollout -- sign-manifest, and apply what that writes"',
  },
  {
    demand: `No annotation of admission is longer than ${MOST_ANNOTATION} characters.`,
    must: `variables.signature.size() <= ${MOST_ANNOTATION} && variables.evidence.size() <= ${MOST_ANNOTATION} && variables.breakGlass.size() <= ${MOST_ANNOTATION}`,
    says: `variables.who + " carries an annotation of more than ${MOST_ANNOTATION} characters, which nobody reads: sign it anew, with the evidence of its images alone"`,
  },
  {
    demand: 'Each image is named by its digest.',
    must: 'variables.unpinned == ""',
    says: 'variables.who + " names an image without its digest (" + variables.unpinned + "): name it as repository@sha256:..., since a tag can be moved"',
  },
  {
    demand: 'No image is called latest.',
    must: 'variables.latest == ""',
    says: 'variables.who + " names an image latest (" + variables.latest + "): leave the tag out, since the digest says which it is"',
  },
  {
    demand: 'Each image is of a repository that the release policy of the environment allows.',
    must: 'variables.strange == ""',
    says: 'variables.who + " names an image that the release policy of " + variables.environment + " does not allow (" + variables.strange + "): take it from a repository of allowedImages, or have its owner add it there"',
  },
];

const API = 'admissionregistration.k8s.io/v1';

function toPair(
  name: string,
  spec: ValidatingAdmissionPolicySpec,
): readonly [ValidatingAdmissionPolicy, ValidatingAdmissionPolicyBinding] {
  return [
    {
      apiVersion: API,
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name },
      spec: { failurePolicy: 'Fail', ...spec },
    },
    {
      apiVersion: API,
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name },
      // What is refused here reaches no server of ours: the audit log of the API server has it.
      spec: { policyName: name, validationActions: ['Deny', 'Audit'] },
    },
  ];
}

/** The policy about namespaces: which environment one is of does not change under what runs in it. */
export function listNamespaceDemands({ environments }: AdmissionSettings): readonly Demand[] {
  const owners = ENVIRONMENTS.flatMap((one) =>
    environments[one].namespaces.map((name) => `${toLiteral(name)}: ${toLiteral(one)}`),
  );
  return [
    {
      demand: 'A namespace keeps the environment that it was given.',
      must: 'request.operation != "UPDATE" || variables.before == "" || variables.label == variables.before',
      says: `"the namespace " + object.metadata.name + " is of " + variables.before + ", and stays so: what it holds was admitted for that environment; make a new namespace for another one"`,
    },
    {
      demand: 'A namespace that belongs to an environment is of no other.',
      must: `variables.label == "" || !(object.metadata.name in {${owners.join(', ')}}) || {${owners.join(', ')}}[object.metadata.name] == variables.label`,
      says: `"the namespace " + object.metadata.name + " belongs to " + {${owners.join(', ')}}[object.metadata.name] + ", and cannot be labelled " + variables.label`,
    },
    {
      demand: 'The label of a namespace names an environment that there is.',
      must: `variables.label in ${toLiterals(['', ...ENVIRONMENTS])}`,
      says: `"the label ${ENVIRONMENT_LABEL} of the namespace " + object.metadata.name + " names no environment: give one of ${ENVIRONMENTS.join(', ')}"`,
    },
  ];
}

const toLabel = (of: string) =>
  `(has(${of}.metadata.labels) && ${toLiteral(ENVIRONMENT_LABEL)} in ${of}.metadata.labels ? ${of}.metadata.labels[${toLiteral(ENVIRONMENT_LABEL)}] : "")`;

/** The policies with their bindings. @param images by environment, as its release policy allows them */
export const listPolicies = (
  settings: AdmissionSettings,
  images: AllowedImages,
): readonly (ValidatingAdmissionPolicy | ValidatingAdmissionPolicyBinding)[] => [
  ...toPair(`${settings.name}-namespaces`, {
    matchConstraints: {
      resourceRules: [...NAMESPACES],
    },
    variables: [
      { name: 'label', expression: toLabel('object') },
      { name: 'before', expression: `request.operation == "UPDATE" ? ${toLabel('oldObject')} : ""` },
    ],
    validations: toValidations(listNamespaceDemands(settings)),
  }),
  ...toPair(`${settings.name}-manifests`, {
    matchConstraints: { namespaceSelector: toNamespaceSelector(settings), resourceRules: [...RULES] },
    matchConditions: listMatchConditions(settings),
    variables: toVariables(images),
    validations: toValidations(DEMANDS),
  }),
  ...toPair(`${settings.name}-status`, {
    matchConstraints: { namespaceSelector: toNamespaceSelector(settings), resourceRules: [...STATUS_RULES] },
    matchConditions: [CHANGES_STATUS],
    variables: listStatusVariables(settings),
    validations: toValidations(listStatusDemands(settings)),
  }),
];
