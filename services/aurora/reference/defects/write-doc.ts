// Rewrites the list of defects in docs/add-a-defect.md: `node --import tsx services/aurora/reference/defects/write-doc.ts`.
import { readFileSync, writeFileSync } from 'node:fs';
import { replaceDefectTable } from './doc-section.ts';

const page = new URL('../../../../docs/add-a-defect.md', import.meta.url);
writeFileSync(page, replaceDefectTable(readFileSync(page, 'utf8')));
