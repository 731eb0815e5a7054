// What a service says of its own error: a bare status names nobody's fault.
import { isObject, type Json } from '../text/json.ts';
import { toPlain } from '../text/plain-text.ts';
import { redactText } from '../text/redact.ts';

const MAX_CHARS = 120;
/** So many objects of a body are looked at, the outer ones first. */
const MAX_OBJECTS = 50;
/** RFC 9457 says title and detail; the rest is what services say. */
const CODE_KEYS = ['code', 'error_code', 'errorCode', 'failure_code', 'error', 'title', 'reason'];
const MESSAGE_KEYS = ['message', 'error_message', 'error_description', 'detail', 'msg'];

const findText = (of: Json, keys: readonly string[]): string => {
  const found = keys.map((key) => of[key]).find((value) => typeof value === 'string' && value.trim() !== '');
  return typeof found === 'string' ? found.trim() : '';
};

const toChildren = (value: unknown): readonly unknown[] => {
  if (Array.isArray(value)) return value;
  return isObject(value) ? Object.values(value) : [];
};

/** The code and the message of the outermost object that has one, shortened, masked, on one line; '' where the body has none. */
export function toServiceError(body: unknown): string {
  const queue: unknown[] = [body];
  for (let i = 0; i < Math.min(queue.length, MAX_OBJECTS); i++) {
    const value = queue[i];
    if (isObject(value)) {
      const said = [findText(value, CODE_KEYS), findText(value, MESSAGE_KEYS)].filter(Boolean);
      if (said.length > 0)
        return toPlain(redactText([...new Set(said)].join(': ').slice(0, 4 * MAX_CHARS)), MAX_CHARS);
    }
    queue.push(...toChildren(value).slice(0, MAX_OBJECTS));
  }
  return '';
}

/** `status 404 (PRODUCT_NOT_FOUND: no such product)`; the bare status where the service says no more. */
export function toToldStatus(status: number, body: unknown): string {
  const said = toServiceError(body);
  return said === '' ? `status ${status}` : `status ${status} (${said})`;
}
