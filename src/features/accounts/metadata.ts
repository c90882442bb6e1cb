import { AuthError } from '../../platform/errors/auth-error.js';
import type { Sentence } from '../../platform/errors/reasons.js';
import { accountReasons } from './facts.js';
import type { JsonValue, JsonObject } from '../../platform/json.js';

/** What an application keeps with an account: its own business, stored and answered as it was given. */
export type Metadata = JsonObject;

/** Levels of objects and lists, the outermost included: more is a document, not a remark. */
export const metadataMaxDepth = 8;

/** Merging objects by these names changes all objects (prototype pollution, OWASP ASVS 5.0 §15.3.6). */
const dangerousKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Metadata that comes back exactly as it is.
 * @param maxSize bytes of its JSON in UTF-8
 * @throws AuthError `METADATA_INVALID`, `METADATA_TOO_LARGE`
 */
export function checkedMetadata(value: unknown, maxSize: number): Metadata {
  if (!isObject(value)) throw new AuthError(accountReasons.METADATA_INVALID);
  checkValue(value, 1);
  // Not Buffer: types of the client lead here, and it knows no types of Node.
  const size = new TextEncoder().encode(JSON.stringify(value)).length;
  if (size <= maxSize) return value;
  const values = { size, maxSize };
  throw new AuthError(accountReasons.METADATA_TOO_LARGE, { sentence: tooLarge, values });
}

function checkValue(value: unknown, depth: number): asserts value is JsonValue {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return;
  if (typeof value === 'number' && isExact(value)) return;
  if (typeof value !== 'object') throw invalid(notJson);
  if (depth > metadataMaxDepth) {
    throw invalid(tooDeep, { metadataMaxDepth });
  }
  for (const [key, inner] of Object.entries(value)) {
    if (dangerousKeys.has(key)) throw invalid(nameRefused, { key });
    checkValue(inner, depth + 1);
  }
}

/** Beyond these a number has lost digits on its way here already, or has none (`1e400`). */
function isExact(value: number): boolean {
  return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value));
}

const notJson = {
  message: 'Metadata must be valid JSON. Send whole numbers above 2^53 - 1 as text.',
  ko: '메타데이터는 올바른 JSON이어야 합니다. 2^53 - 1보다 큰 정수는 텍스트로 보내 주세요.',
};
const tooDeep = {
  message: 'Metadata can have at most {metadataMaxDepth} levels of objects and lists.',
  ko: '메타데이터의 객체와 목록은 {metadataMaxDepth}단계까지 가능합니다.',
};
const nameRefused = {
  message: '"{key}" is not allowed as a name in metadata.',
  ko: '"{key}"는 메타데이터의 이름으로 쓸 수 없습니다.',
};
const tooLarge = {
  message: 'The metadata is too large: its JSON has {size} bytes. The maximum is {maxSize}.',
  ko: '메타데이터가 너무 큽니다. JSON이 {size}바이트이며, 최대 {maxSize}바이트까지 가능합니다.',
};

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(sentence: Sentence, values = {}): AuthError {
  return new AuthError(accountReasons.METADATA_INVALID, { sentence, values });
}
