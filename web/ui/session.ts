import { useEffect, useState } from 'preact/hooks';
import {
  createSession,
  type Session,
  type SessionState,
  type TypedDocument,
} from '../../src/client/index.js';
import { dataOf } from '../../src/client/result.js';
import { createTransport } from '../../src/client/transport.js';
import { addressOf, language } from './page.js';

/** Errors come in the language of the page, which may be another one than the browser's. */
const fetchInLanguage: typeof fetch = (input, init) => {
  const headers = new Headers(init?.headers);
  headers.set('accept-language', language);
  return fetch(input, { ...init, headers });
};

export const pageOptions = { url: addressOf('graphql'), cookies: true, fetch: fetchInLanguage };

/** The session of all pages: the browser keeps the refresh token in a cookie that no script can read. */
export let session: Session = createSession(pageOptions);

/** Puts another session in its place, for as long as the page is there; before anything is asked. */
export function actAs(other: Session): void {
  session.close();
  session = other;
}

const send = createTransport(pageOptions);

/** Finds out who is signed in, at once: the session itself would wait for a while after a failure. */
export function resume(): Promise<SessionState> {
  // What it waits for.
  if (navigator.onLine) dispatchEvent(new Event('online'));
  return session.resume();
}

/** Runs an operation that is open to everyone, without finding out first who is signed in. */
export async function ask<Data, Variables>(
  document: TypedDocument<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  return dataOf(await send(document, variables));
}

/** The session's state, and again after each change. */
export function useSession(): SessionState {
  const [state, setState] = useState(session.state());
  useEffect(() => {
    setState(session.state());
    return session.subscribe(setState);
  }, []);
  return state;
}
