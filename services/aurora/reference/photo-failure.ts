// Why the bytes of an uploaded photo could not be had: the six codes that the service's photo notice may carry.

/** The codes, as the wire writes them. */
export const PHOTO_FAILURE_CODES = [
  'DOWNLOAD_URL_GENERATE_FAILED',
  'DOWNLOAD_URL_FETCH_4XX',
  'DOWNLOAD_URL_FETCH_5XX',
  'DOWNLOAD_URL_TIMEOUT',
  'DOWNLOAD_URL_EXPIRED',
  'DOWNLOAD_URL_DNS',
] as const;

/** Why a photo could not be read. */
export type PhotoFailureCode = (typeof PHOTO_FAILURE_CODES)[number];
