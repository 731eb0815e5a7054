// The admission server, until Ctrl-C.
import { createPublicKey } from 'node:crypto';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { OptionError } from '../../../lib/core/options/option-error.ts';
import type { OptionReading } from '../../../lib/core/options/read-options.ts';
import { findSigner } from '../../../lib/node/evidence/choose-signer.ts';
import { type Keys, readKeys, toTrustedKey } from '../../../lib/node/evidence/read-keys.ts';
import { verifyBundle } from '../../../lib/node/evidence/verify-bundle.ts';
import { createMemory, type Ledger, openLedger } from '../../admission/server/ledger.ts';
import { startAdmissionServer } from '../../admission/server/start-server.ts';
import { openLetters } from '../../webhooks/letters.ts';
import { type Action, refuseWord } from '../context.ts';
import { openDeliveries, readWebhooksOf } from '../rollback/webhooks.ts';
import { readAdmission } from './read-settings.ts';

const DAY_MS = 86_400_000;
/** As `watch` waits for its letters at its end. */
const TELL_MS = 15_000;

async function openOwnLedger(
  options: OptionReading,
  keys: Keys,
  tell: (line: string) => void,
): Promise<Ledger> {
  const dir = options.text('EVIDENCE_LOG');
  const signer = await findSigner(options);
  if (dir === '' && signer === undefined) {
    tell(
      'without EVIDENCE_LOG and SIGN_KEY nothing is recorded, and what was admitted is forgotten at the end',
    );
    return createMemory();
  }
  if (dir === '' || signer === undefined)
    throw new OptionError('EVIDENCE_LOG and SIGN_KEY belong together: give both, or neither');
  const own = signer.publicKey;
  const isKnown = keys.keys.some(({ id }) => id === signer.id);
  // Its own records count in its own log alone, whoever else is trusted.
  const all =
    own === undefined || isKnown
      ? keys
      : {
          ...keys,
          keys: [...keys.keys, toTrustedKey(createPublicKey(own), { name: 'the admission server' })],
        };
  return openLedger(resolve(dir), signer, all);
}

/** Starts it, prints its address, and keeps it up. */
export const runAdmissionServer: Action = async (context) => {
  refuseWord(context, 'admission-server');
  const { options, say, tell, stop } = context;
  const { settings, policies } = await readAdmission(options);
  const trusted = options
    .text('EVIDENCE_KEYS')
    .split(',')
    .filter((path) => path !== '');
  if (trusted.length === 0)
    throw new OptionError(
      'EVIDENCE_KEYS is empty: nobody would be trusted; give a trust file or public keys (--evidence-keys)',
    );
  const keys = await readKeys(trusted);
  const webhooks = await readWebhooksOf(context);
  const ledger = await openOwnLedger(options, keys, tell);
  const deliveries = openDeliveries(context, webhooks);
  try {
    const server = await startAdmissionServer({
      host: options.text('ADMISSION_HOST'),
      port: options.number('ADMISSION_PORT'),
      tlsDir: options.text('ADMISSION_TLS_DIR'),
      policies,
      grounds: {
        verify: (bundle) => verifyBundle(bundle, keys),
        withoutGateRun: settings.withoutGateRun,
        returnWithinMs: settings.returnWithinDays * DAY_MS,
      },
      ledger,
      tell,
      emit: deliveries.emit,
      now: Date.now,
    });
    try {
      say(`${server.url}/`);
      const isTold = webhooks.endpoints.some(({ events }) => events.includes('rollout.break_glass'));
      if (!isTold) tell('nobody is told of a break-glass: WEBHOOKS_FILE names no endpoint for it');
      deliveries.resend((await openLetters(resolve(options.text('ROLLBACK_STATE_DIR'))).list()).letters);
      if (!stop.aborted) await once(stop, 'abort');
    } finally {
      await server.close();
    }
  } finally {
    await deliveries.close(TELL_MS);
    await ledger.close();
  }
  return 0;
};
