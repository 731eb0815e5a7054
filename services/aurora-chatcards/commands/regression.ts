// As of the older releases.
export { COMMAND } from '../../aurora/commands/regression.ts';
