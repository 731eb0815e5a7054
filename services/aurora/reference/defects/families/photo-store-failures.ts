// A photo store that fails: no defect of the service, which must go on without the photo and say why.
import type { Defect } from '../defect.ts';

/** One failure of the photo store for each code of the photo notice. */
export const PHOTO_STORE_FAILURES = {
  photo_url_not_made: {
    breaks: 'photo_store',
    why: 'the store makes no address for a photo that was uploaded',
    effect: { kind: 'handler', fault: 'DOWNLOAD_URL_GENERATE_FAILED' },
  },
  photo_url_4xx: {
    breaks: 'photo_store',
    why: 'the store refuses the address of the photo',
    effect: { kind: 'handler', fault: 'DOWNLOAD_URL_FETCH_4XX' },
  },
  photo_url_5xx: {
    breaks: 'photo_store',
    why: 'the store breaks down over the photo',
    effect: { kind: 'handler', fault: 'DOWNLOAD_URL_FETCH_5XX' },
  },
  photo_url_slow: {
    breaks: 'photo_store',
    why: 'the store does not hand over the photo in time',
    effect: { kind: 'handler', fault: 'DOWNLOAD_URL_TIMEOUT' },
  },
  photo_url_expired: {
    breaks: 'photo_store',
    why: 'the address of the photo is no longer good',
    effect: { kind: 'handler', fault: 'DOWNLOAD_URL_EXPIRED' },
  },
  photo_url_unknown_host: {
    breaks: 'photo_store',
    why: 'the name of the store cannot be resolved',
    effect: { kind: 'handler', fault: 'DOWNLOAD_URL_DNS' },
  },
} as const satisfies Record<string, Defect>;
