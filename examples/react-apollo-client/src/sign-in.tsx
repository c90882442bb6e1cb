import { useState, type SubmitEvent } from 'react';
import { AuthgraphError } from 'authgraph/client';
import { redirect, session } from './session.js';

/** @param reason why the last session ended, or null if there was none or its user left */
export function SignIn({ reason }: { reason: string | null }) {
  const [problem, setProblem] = useState(reason === null ? null : 'Your session has ended.');

  async function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget, event.nativeEvent.submitter);
    const enter = form.get('verb') === 'sign up' ? session.register : session.login;
    try {
      await enter({ username: textOf(form, 'username'), password: textOf(form, 'password') });
    } catch (error) {
      setProblem(error instanceof AuthgraphError ? error.message : 'The network does not answer.');
    }
  }

  return (
    <form onSubmit={(event) => void submit(event)}>
      {problem !== null && <p role="alert">{problem}</p>}
      <input name="username" placeholder="Username" autoComplete="username" required />
      <input name="password" placeholder="Password" type="password" required />
      <button>sign in</button>
      <button name="verb" value="sign up">
        sign up
      </button>
      {redirect && (
        <button type="button" onClick={() => void redirect?.redirectToLogin()}>
          sign in elsewhere
        </button>
      )}
    </form>
  );
}

function textOf(form: FormData, field: string): string {
  const value = form.get(field);
  return typeof value === 'string' ? value : '';
}
