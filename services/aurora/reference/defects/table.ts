// Every defect by its id. To add one, put it into the file of its family; the types, the docs test and the flag follow.
import type { Defect } from './defect.ts';
import { CHATCARDS_DEFECTS } from './families/chatcards-defects.ts';
import { CHATCARDS_VARIANTS } from './families/chatcards-variants.ts';
import { DEPLOYMENT_VARIANTS } from './families/deployment-variants.ts';
import { DRIFT_DEFECTS } from './families/drift-defects.ts';
import { ENVELOPE_DEFECTS } from './families/envelope-defects.ts';
import { HANDLER_DEFECTS } from './families/handler-defects.ts';
import { HEALTHY_VARIANTS } from './families/healthy-variants.ts';
import { HTTP_DEFECTS } from './families/http-defects.ts';
import { LANGUAGE_DEFECTS } from './families/language-defects.ts';
import { LEAK_DEFECTS } from './families/leak-defects.ts';
import { NOTICE_DEFECTS } from './families/notice-defects.ts';
import { PHOTO_STORE_FAILURES } from './families/photo-store-failures.ts';
import { ROLLOUT_DEFECTS } from './families/rollout-defects.ts';
import { SMOKE_DEFECTS } from './families/smoke-defects.ts';
import { TRANSPORT_DEFECTS } from './families/transport-defects.ts';
import { UPSTREAM_DEFECTS } from './families/upstream-defects.ts';

const TABLE = {
  ...ENVELOPE_DEFECTS,
  ...NOTICE_DEFECTS,
  ...LANGUAGE_DEFECTS,
  ...LEAK_DEFECTS,
  ...HTTP_DEFECTS,
  ...TRANSPORT_DEFECTS,
  ...DRIFT_DEFECTS,
  ...HANDLER_DEFECTS,
  ...UPSTREAM_DEFECTS,
  ...ROLLOUT_DEFECTS,
  ...SMOKE_DEFECTS,
  ...PHOTO_STORE_FAILURES,
  ...HEALTHY_VARIANTS,
  ...DEPLOYMENT_VARIANTS,
  ...CHATCARDS_DEFECTS,
  ...CHATCARDS_VARIANTS,
};

/** The id of a defect. */
export type DefectId = keyof typeof TABLE;

/** Every defect, by id. */
export const DEFECTS: Readonly<Record<DefectId, Defect>> = TABLE;

/** The ids, in the order of the table. */
export const DEFECT_IDS = Object.keys(TABLE) as readonly DefectId[];

/** Whether a text is the id of a defect. */
export function isDefectId(text: string): text is DefectId {
  return Object.hasOwn(TABLE, text);
}
