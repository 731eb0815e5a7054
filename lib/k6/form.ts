// The upload's multipart body. Written by hand because k6's own form type knows no fixed boundary, and builds the body anew for each call.

/** A multipart/form-data body with its content type. */
export interface FormData {
  readonly contentType: string;
  readonly content: ArrayBuffer;
}

const BOUNDARY = 'aurora-gate-photo-form-boundary';

function toBytes(ascii: string): Uint8Array {
  const bytes = new Uint8Array(ascii.length);
  for (let i = 0; i < ascii.length; i++) bytes[i] = ascii.charCodeAt(i);
  return bytes;
}

/** The form of a photo upload (RFC 7578): slot, consent, and the picture as it is. Built once, sent by every journey. */
export function createPhotoForm(photo: ArrayBuffer): FormData {
  const field = (name: string, value: string) =>
    `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const head = toBytes(
    `${field('slot_id', 'daylight')}${field('consent', 'true')}--${BOUNDARY}\r\nContent-Disposition: form-data; name="photo"; filename="daylight.jpg"\r\nContent-Type: image/jpeg\r\n\r\n`,
  );
  const tail = toBytes(`\r\n--${BOUNDARY}--\r\n`);
  const content = new Uint8Array(head.length + photo.byteLength + tail.length);
  content.set(head, 0);
  content.set(new Uint8Array(photo), head.length);
  content.set(tail, head.length + photo.byteLength);
  return { contentType: `multipart/form-data; boundary=${BOUNDARY}`, content: content.buffer };
}
