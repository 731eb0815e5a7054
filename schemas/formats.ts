// The formats of our own files, by id: `npm run schemas` writes each as JSON Schema beside this table, for readers of other languages.
import type { TSchema } from 'typebox';
import { Comparison } from '../lib/core/compare/comparison-schema.ts';
import { ReleaseReport } from '../lib/core/release/release-schema.ts';
import { ProbeReport } from '../services/aurora/probe/report-schema.ts';
import { RegressionReport } from '../services/aurora/regression/report-schema.ts';

interface Format {
  /** Which files have this form. */
  readonly title: string;
  readonly schema: TSchema;
}

export const FORMATS = {
  'comparison.v2': { title: 'The file of npm run compare -- … --json', schema: Comparison },
  'release-gate.v1': { title: 'release-gate.json', schema: ReleaseReport },
  'pdp-regression.v2': {
    title: 'frontend_live_regression_<pages>_warmup<n>_formal<n>_<timestamp>.json',
    schema: RegressionReport,
  },
  'rollout-probe.v2': { title: 'aurora_rollout_probe_<timestamp>.json', schema: ProbeReport },
} as const satisfies Readonly<Record<string, Format>>;
export type FormatId = keyof typeof FORMATS;
export const FORMAT_IDS = Object.keys(FORMATS) as readonly FormatId[];

/** The name of the file that holds a format. */
export function toSchemaName(id: FormatId): string {
  return `${id}.schema.json`;
}

/** A format as the text of a JSON Schema, draft 2020-12. */
export function toSchemaText(id: FormatId): string {
  const { title, schema } = FORMATS[id];
  const head = { $schema: 'https://json-schema.org/draft/2020-12/schema', $id: id, title };
  return `${JSON.stringify({ ...head, ...schema }, null, 2)}\n`;
}
