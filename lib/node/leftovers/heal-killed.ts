// A program of its own: heals what the run of a note left when it was killed.

import { sayOnStderr } from '../cli/terminal/say-line.ts';
import { healKilled } from './leftovers.ts';

const [, , file = ''] = process.argv;
const healed = await healKilled(file);
if (healed !== '') sayOnStderr(healed);
