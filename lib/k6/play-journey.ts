// Plays one journey: its calls in order, each with what the calls before it brought.
import { JOURNEYS, type Photo, type StepId, toRequestBody } from '../../services/aurora/journeys.ts';
import { call, type Traveller } from './call.ts';
import type { FormData } from './form.ts';

/** Plays the journey of `traveller` to its end. A photo that the service did not take is then simply not there. */
export function travel(traveller: Traveller, photoForm: FormData): void {
  let photo: Photo | undefined;
  for (const step of JOURNEYS[traveller.journey].steps) {
    const answer = call(
      traveller,
      step,
      step === 'photo_upload' ? photoForm : toJsonBody(traveller, step, photo),
    );
    if (step === 'photo_upload') photo = readPhoto(answer);
  }
}

function toJsonBody(traveller: Traveller, step: StepId, photo: Photo | undefined): string {
  return JSON.stringify(toRequestBody(traveller.journey, step, traveller.lang, photo));
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
