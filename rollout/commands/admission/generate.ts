// What `npm run rollout -- generate` writes of admission: its objects that hold no secret and no authority, and the tables of its page.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repoPath } from '../../../lib/node/files/paths.ts';
import { ADMISSION_PAGE, replaceAdmissionTables } from '../../admission/page.ts';
import { listAdmissionFiles } from '../../admission/policy/objects.ts';
import { type Files, toManifestText } from '../../templates/generate.ts';
import { readReleasePolicies, readSettings, toAllowedImages } from './read-settings.ts';

const DIR = join('rollout', 'generated', 'admission');

/** The committed files. @throws OptionError where settings or a release policy have faults */
export async function generateAdmission(): Promise<Files> {
  const [settings, policies] = await Promise.all([readSettings(''), readReleasePolicies('')]);
  const page = await readFile(repoPath(ADMISSION_PAGE), 'utf8');
  const files = Object.entries(listAdmissionFiles(settings, toAllowedImages(policies)));
  return {
    ...Object.fromEntries(
      files.map(([file, manifests]) => [join(DIR, `${file}.yaml`), toManifestText(manifests)]),
    ),
    [ADMISSION_PAGE]: replaceAdmissionTables(page, settings),
  };
}
