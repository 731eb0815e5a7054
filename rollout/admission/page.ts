// The tables of docs/admission.md: the kinds that are looked at, what is demanded, the refusals, the annotations, each key of the settings.
import { replaceBlock } from '../../lib/core/power/report.ts';
import { toTable } from '../templates/page/markdown.ts';
import { toKeys } from '../templates/page/page.ts';
import { REFUSALS } from './judge/refusal.ts';
import { ADMISSION_ANNOTATIONS } from './manifest/annotations.ts';
import { WORKLOAD_KINDS, WORKLOADS } from './manifest/workloads.ts';
import { DEMANDS, listNamespaceDemands } from './policy/policies.ts';
import { listStatusDemands } from './policy/status.ts';
import { AdmissionSettings } from './settings-schema.ts';

/** The page that holds them. */
export const ADMISSION_PAGE = 'docs/admission.md';

const code = (text: string) => `\`${text}\``;

/**
 * The page with its tables as they are.
 * @throws RangeError where the page has no place for one of them
 */
export function replaceAdmissionTables(page: string, settings: AdmissionSettings): string {
  const tables = {
    workloads: toTable(
      ['kind', 'its pods', 'not signed, since it changes while it runs'],
      WORKLOAD_KINDS.map((kind) => [
        code(kind),
        WORKLOADS[kind].templates.map((path) => code(path === '' ? 'spec' : path)).join(', '),
        WORKLOADS[kind].changes.map(code).join(', ') || '–',
      ]),
    ),
    demands: toTable(
      ['what must be so'],
      [...listNamespaceDemands(settings), ...DEMANDS, ...listStatusDemands(settings)].map(({ demand }) => [
        demand,
      ]),
    ),
    refusals: toTable(
      ['reason', 'what it stands for'],
      Object.entries(REFUSALS).map(([word, says]) => [code(word), says]),
    ),
    'admission-annotations': toTable(
      ['annotation', 'what it says'],
      Object.entries(ADMISSION_ANNOTATIONS).map(([key, says]) => [code(key), says]),
    ),
    'admission-settings': toKeys(AdmissionSettings),
  };
  return Object.entries(tables).reduce((text, [name, table]) => replaceBlock(text, name, table), page);
}
