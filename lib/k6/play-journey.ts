// Plays one journey: its calls in order, each with what the calls before it brought.
import { JOURNEYS, type Photo, type StepId, toRequestBody } from '../../services/aurora/journeys.ts';
import { call, type VirtualUser } from './call.ts';
import type { FormData } from './form.ts';

/** Plays the journey of `user` to its end. A photo that the service did not take is then simply not there. */
export function playJourney(user: VirtualUser, photoForm: FormData): void {
  let photo: Photo | undefined;
  for (const step of JOURNEYS[user.journey].steps) {
    const answer = call(user, step, step === 'photo_upload' ? photoForm : toJsonBody(user, step, photo));
    if (step === 'photo_upload') photo = readPhoto(answer);
  }
}

function toJsonBody(user: VirtualUser, step: StepId, photo: Photo | undefined): string {
  return JSON.stringify(toRequestBody(user.journey, step, user.lang, photo));
}

interface UploadAnswer {
  readonly cards?: readonly {
    readonly type?: string;
    readonly payload?: { readonly photo_id?: unknown; readonly qc_status?: unknown };
  }[];
}

function readPhoto(answer: unknown): Photo | undefined {
  const card = (answer as UploadAnswer | undefined)?.cards?.find((one) => one.type === 'photo_confirm');
  const photoId = card?.payload?.photo_id;
  if (typeof photoId !== 'string') return undefined;
  return { photoId, qcStatus: String(card?.payload?.qc_status ?? '') };
}
