// A program of its own: heals what the run of a note left when it was killed.
import { healKilled } from './leftovers.ts';

const [, , file = ''] = process.argv;
const healed = await healKilled(file);
if (healed !== '') console.error(healed);
