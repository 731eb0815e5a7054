// Every row of the matrix of the newer releases: those of the older one, and those that only they can have.
import type { Tooth } from '../../../teeth/teeth.ts';
import { ROWS as AURORA_ROWS } from '../../aurora/teeth/rows.ts';
import { OWN_ROWS } from './own-rows.ts';

export const ROWS: readonly Tooth[] = [...AURORA_ROWS, ...OWN_ROWS];
