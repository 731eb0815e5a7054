// Writes the journal of a day of a soak that nobody had to wait for: node --import tsx test/runs/write-day.ts <folder of the run>.
import { toRunFiles } from '../../lib/node/run-folder/run-files.ts';
import { playRun } from './played-run.ts';
import { writeRows } from './written-run.ts';

const [, , dir = ''] = process.argv;
await writeRows(toRunFiles(dir).journal, playRun({ PROFILE: 'soak24' }, {}));
