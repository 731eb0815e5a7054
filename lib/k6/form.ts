// A form's multipart body. Written by hand because k6's own form type knows no fixed boundary, and builds the body anew for each call.
import type { Form } from '../core/service/service.ts';

/** A multipart/form-data body with its content type. */
export interface FormData {
  readonly contentType: string;
  readonly content: ArrayBuffer;
}

const BOUNDARY = 'aurora-gate-form-boundary';

function toBytes(ascii: string): Uint8Array {
  const bytes = new Uint8Array(ascii.length);
  for (let i = 0; i < ascii.length; i++) bytes[i] = ascii.charCodeAt(i);
  return bytes;
}

/** The body of a form (RFC 7578): its fields, and its file as it is. Built once, sent by every journey. Names are ASCII. */
export function createForm({ fields, file }: Form, bytes: ArrayBuffer): FormData {
  const parts = Object.entries(fields).map(
    ([name, value]) => `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const head = toBytes(
    `${parts.join('')}--${BOUNDARY}\r\nContent-Disposition: form-data; name="${file.field}"; filename="${file.name}"\r\nContent-Type: ${file.contentType}\r\n\r\n`,
  );
  const tail = toBytes(`\r\n--${BOUNDARY}--\r\n`);
  const content = new Uint8Array(head.length + bytes.byteLength + tail.length);
  content.set(head, 0);
  content.set(new Uint8Array(bytes), head.length);
  content.set(tail, head.length + bytes.byteLength);
  return { contentType: `multipart/form-data; boundary=${BOUNDARY}`, content: content.buffer };
}
