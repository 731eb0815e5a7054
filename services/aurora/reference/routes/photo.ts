// POST /v1/photos/upload: a picture with consent becomes a photo id that an analysis may name.
import { TEXTS } from '../answers/texts.ts';
import { createCard, createErrorReply, createEvent, createTurn, type Reply } from '../envelopes/turn.ts';
import type { ConversationRoute } from './conversation.ts';

const JPEG_MAGIC = [0xff, 0xd8, 0xff];

async function isJpeg(file: Blob): Promise<boolean> {
  const head = new Uint8Array(await file.slice(0, JPEG_MAGIC.length).arrayBuffer());
  return JPEG_MAGIC.every((byte, index) => head[index] === byte);
}

/** Remembers the photo (not its bytes) and confirms it; what is no JPEG is confirmed as failed. */
export const answerPhoto: ConversationRoute = async ({ memory, metrics }, exchange) => {
  const { caller, uid, tenant } = exchange;
  const texts = TEXTS[caller.lang];
  const reject = (code: string): Reply => {
    metrics.countFlow(tenant, 'photo', 'rejected');
    return createErrorReply(caller, 400, code, texts.badRequest);
  };
  const form = await exchange.readForm().catch(() => null);
  const photo = form?.get('photo');
  const slotId = form?.get('slot_id');
  if (!(photo instanceof Blob) || typeof slotId !== 'string' || slotId === '') return reject('BAD_REQUEST');
  if (form?.get('consent') !== 'true') return reject('CONSENT_REQUIRED');

  const isReadable = await isJpeg(photo);
  const qcStatus = isReadable ? 'passed' : 'failed';
  const photoId = `photo_${caller.requestId}`;
  memory.savePhoto(photoId, { uid, slotId, qcStatus });
  metrics.countFlow(tenant, 'photo', isReadable ? 'ok' : 'rejected');
  const advice = { summary: isReadable ? texts.photoPassed : texts.photoFailed, suggestions: [] };
  return {
    status: 200,
    turn: createTurn(caller, {
      cards: [
        createCard('confirm', 'photo_confirm', {
          photo_id: photoId,
          slot_id: slotId,
          qc_status: qcStatus,
          qc: { state: 'done', qc_status: qcStatus, advice },
        }),
      ],
      sessionPatch: { next_state: 'DIAG_PHOTO_OPTIN' },
      events: [createEvent('value_moment', { kind: 'photo_upload', qc_status: qcStatus })],
    }),
  };
};
