// The actions by name. Each is loaded when it is asked for: some need what takes longer to load than the others to run.
import type { Action } from './context.ts';
import type { ActionName } from './options.ts';

/** What runs each. */
export const ACTIONS: Readonly<Record<ActionName, Action>> = {
  policy: async (context) => (await import('./policy.ts')).runPolicy(context),
  'policy-check': async (context) => (await import('./release/policy-check.ts')).runPolicyCheck(context),
  adapt: async (context) => (await import('./release/adapt.ts')).runAdapt(context),
  explain: async (context) => (await import('./release/explain.ts')).runExplain(context),
  decide: async (context) => (await import('./decide.ts')).runDecide(context),
  serve: async (context) => (await import('./serve.ts')).runServe(context),
  override: async (context) => (await import('./override.ts')).runOverride(context),
  simulate: async (context) => (await import('./simulate.ts')).runSimulate(context),
  drill: async (context) => (await import('./drills/drill.ts')).runDrillAction(context),
  figures: async (context) => (await import('./drills/figures.ts')).runFigures(context),
  generate: async (context) => (await import('./generate.ts')).runGenerate(context),
  admission: async (context) => (await import('./admission/admission.ts')).runAdmission(context),
  'admission-certificate': async (context) =>
    (await import('./admission/certificate.ts')).runCertificate(context),
  'admission-server': async (context) => (await import('./admission/serve.ts')).runAdmissionServer(context),
  'sign-manifest': async (context) => (await import('./admission/sign.ts')).runSignManifest(context),
  rollback: async (context) => (await import('./rollback/rollback.ts')).runRollback(context),
  watch: async (context) => (await import('./rollback/watch.ts')).runWatch(context),
  webhooks: async (context) => (await import('./rollback/webhooks.ts')).runWebhooks(context),
  actuator: async (context) => (await import('./rollback/actuator.ts')).runActuator(context),
};
