// As of the older releases.
export { COMMAND } from '../../aurora/commands/prewarm.ts';
