// The formats of our own files, by id: `npm run schemas` writes each as JSON Schema beside this table, for readers of other languages.
import type { TSchema } from 'typebox';
import { Comparison } from '../lib/core/compare/comparison-schema.ts';
import { History } from '../lib/core/compare/history/history-schema.ts';
import { EvidenceStatement } from '../lib/core/evidence/statement-schema.ts';
import { TrustFile } from '../lib/core/evidence/trust-schema.ts';
import { createFailureRow, createJournalRow } from '../lib/core/journal/row-schema.ts';
import { ReleaseReport } from '../lib/core/release/release-schema.ts';
import { type ServiceNames, toServiceNames } from '../lib/core/service/names.ts';
import type { Service } from '../lib/core/service/service.ts';
import { Cassette } from '../lib/core/smoke/flows/cassette-schema.ts';
import { FlowFile, IncludedFile } from '../lib/core/smoke/flows/flow-schema.ts';
import { createSummary } from '../lib/core/verdict/summary-schema.ts';
import { AdmissionSettings } from '../rollout/admission/settings-schema.ts';
import { Facts } from '../rollout/policy/facts-schema.ts';
import { ReleasePolicy } from '../rollout/policy/policy-schema.ts';
import { RolloutPercentage } from '../rollout/rollback/http/contract-schema.ts';
import { RolloutAnnotations } from '../rollout/templates/annotations-schema.ts';
import { Values } from '../rollout/values/values-schema.ts';
import { WebhookFile } from '../rollout/webhooks/config-schema.ts';
import { RolloutEvent } from '../rollout/webhooks/events-schema.ts';
import { HookBody } from '../rollout/webhooks/inbound/hook-schema.ts';
import { ProbeReport } from '../services/aurora/probe/report-schema.ts';
import { RegressionReport } from '../services/aurora/regression/report-schema.ts';

interface Format {
  /** Which files have this form. */
  readonly title: string;
  readonly schema: TSchema;
}

/** The formats that hold names of a service: of any service, or with the names of one in place of their form. */
const createFormats = (names?: ServiceNames) =>
  ({
    'event.v2': { title: 'A line of events.ndjson', schema: createJournalRow(names) },
    'failure.v2': {
      title: "failures/*.json of a run's folder, and the failure rows of its journal",
      schema: createFailureRow(names),
    },
    'summary.v2': { title: 'summary.json', schema: createSummary(names) },
  }) as const satisfies Readonly<Record<string, Format>>;

export const FORMATS = {
  ...createFormats(),
  'comparison.v2': { title: 'The file of npm run compare -- … --json', schema: Comparison },
  'history.v1': { title: 'history.json', schema: History },
  'evidence-statement.v1': {
    title: 'The statement in a bundle of an evidence log, or of the folder of a run',
    schema: EvidenceStatement,
  },
  'evidence-trust.v1': { title: 'A trust file: who is trusted when evidence is verified', schema: TrustFile },
  'flow.v1': { title: 'services/<id>/flows/*.yaml', schema: FlowFile },
  'flow-include.v1': { title: 'services/<id>/flows/include/*.yaml', schema: IncludedFile },
  'flow-cassette.v1': { title: 'services/<id>/flows/cassettes/*/*.json', schema: Cassette },
  'release-gate.v1': { title: 'release-gate.json', schema: ReleaseReport },
  'pdp-regression.v2': {
    title: 'frontend_live_regression_<pages>_warmup<n>_formal<n>_<timestamp>.json',
    schema: RegressionReport,
  },
  'rollout-annotations.v1': {
    title: 'The annotations of a Rollout in rollout/generated',
    schema: RolloutAnnotations,
  },
  'release-policy.v1': { title: 'rollout/policy/<environment>.yaml', schema: ReleasePolicy },
  'release-facts.v1': { title: 'The file of npm run rollout -- explain --facts', schema: Facts },
  'admission-settings.v1': { title: 'rollout/admission/settings.yaml', schema: AdmissionSettings },
  'rollout-values.v1': { title: 'rollout/values/<environment>.yaml', schema: Values },
  'rollout-event.v1': { title: 'The body of a webhook about a rollout', schema: RolloutEvent },
  'rollout-hook.v1': { title: 'The body of POST /v1/hooks/…', schema: HookBody },
  'webhooks.v1': { title: 'The file of webhooks', schema: WebhookFile },
  'rollback-percentage.v1': {
    title: 'GET /v1/rollouts/{name} of an HTTP actuator',
    schema: RolloutPercentage,
  },
  'rollout-probe.v2': { title: 'aurora_rollout_probe_<timestamp>.json', schema: ProbeReport },
} as const satisfies Readonly<Record<string, Format>>;
export type FormatId = keyof typeof FORMATS;
export const FORMAT_IDS = Object.keys(FORMATS) as readonly FormatId[];

/** The name of the file that holds a format. */
export function toSchemaName(id: FormatId): string {
  return `${id}.schema.json`;
}

const toJsonSchema = (id: string, { title, schema }: Format) => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: id,
  title,
  ...schema,
});

/** A format as the text of a JSON Schema, draft 2020-12. */
export function toSchemaText(id: FormatId): string {
  return `${JSON.stringify(toJsonSchema(id, FORMATS[id]), null, 2)}\n`;
}

/** The formats that hold names of a service, by id: as JSON Schemas that know the names of this one, and no other. */
export function toServiceSchemas(service: Service) {
  const formats = Object.entries(createFormats(toServiceNames(service)));
  return Object.fromEntries(formats.map(([id, format]) => [id, toJsonSchema(id, format)]));
}
