import { Fragment } from 'react';
import { Account } from './account.js';
import { Notes } from './notes.js';
import { SignIn } from './sign-in.js';
import { useSession } from './use-session.js';

export function App() {
  const state = useSession();
  if (state.status === 'unknown') return <p>One moment …</p>;
  if (state.status === 'signedOut') return <SignIn reason={state.reason} />;
  return (
    // In cookie mode another user may sign in elsewhere: nothing of the one before may stay.
    <Fragment key={state.user.id}>
      <Account />
      <Notes />
    </Fragment>
  );
}
