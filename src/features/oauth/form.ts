import { OAuthError } from './oauth-error.js';

/**
 * A parameter of a form; without a value it counts as absent (RFC 6749 §3.2).
 * @throws OAuthError `invalid_request` if it is there twice
 */
export function parameter(form: URLSearchParams, name: string): string | undefined {
  const [value, ...others] = form.getAll(name);
  if (others.length > 0) throw new OAuthError('invalid_request', `Give "${name}" once.`);
  return value === '' ? undefined : value;
}

/** @throws OAuthError `invalid_request` if it is absent, or there twice */
export function requiredParameter(form: URLSearchParams, name: string): string {
  const value = parameter(form, name);
  if (value === undefined) throw new OAuthError('invalid_request', `Give "${name}".`);
  return value;
}
