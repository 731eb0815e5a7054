import { expect, it } from 'vitest';
import { createForm } from './form.ts';

const FORM = {
  fields: { slot: 'front', consent: 'true' },
  file: { field: 'file', name: 'receipt.pdf', contentType: 'application/pdf', path: 'files/receipt.pdf' },
};

it('has its fields and then its file, byte for byte', async () => {
  const bytes = new Uint8Array([0, 13, 10, 45, 45, 255]);
  const { contentType, content } = createForm(FORM, bytes.buffer);
  const form = await new Response(content, { headers: { 'content-type': contentType } }).formData();
  expect([...form.keys()]).toEqual(['slot', 'consent', 'file']);
  expect([form.get('slot'), form.get('consent')]).toEqual(['front', 'true']);
  const file = form.get('file') as File;
  expect([file.name, file.type]).toEqual(['receipt.pdf', 'application/pdf']);
  expect(new Uint8Array(await file.arrayBuffer())).toEqual(bytes);
});

it('can be a file alone', async () => {
  const { contentType, content } = createForm({ ...FORM, fields: {} }, new ArrayBuffer(1));
  const form = await new Response(content, { headers: { 'content-type': contentType } }).formData();
  expect([...form.keys()]).toEqual(['file']);
});
