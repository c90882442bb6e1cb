import { useEffect, useState } from 'react';
import { MeDocument } from 'authgraph/client';
import { session } from './session.js';

/** Who is signed in, on how many devices, and the way out. */
export function Account() {
  const [me, setMe] = useState<{ username: string; sessions: number }>();
  useEffect(() => {
    // In an outage the header waits for the next page load; the notes say what is wrong.
    session.request(MeDocument, {}).then(
      ({ me }) => me && setMe({ username: me.username, sessions: me.sessions.length }),
      () => undefined,
    );
  }, []);

  return (
    <header>
      {me && `${me.username}, signed in ${me.sessions === 1 ? 'here' : `${me.sessions} times`} `}
      <button onClick={() => void session.logout()}>sign out</button>
    </header>
  );
}
