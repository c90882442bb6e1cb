'use client';

import { useEffect, useState } from 'react';
import { redirect, whoAmI } from '../lib/session';

/** Signs in on the page of the service, and asks the API next door. */
export default function Page() {
  const [text, setText] = useState('One moment …');
  useEffect(() => {
    arrive().then(setText, (error: unknown) => setText(String(error)));
  }, []);

  return (
    <main>
      <p>{text}</p>
      <button onClick={() => void redirect.redirectToLogin()}>sign in</button>
    </main>
  );
}

async function arrive(): Promise<string> {
  const outcome = await redirect.completeLogin();
  if (outcome?.status !== 'signedIn') return 'Nobody is signed in.';
  return `You are ${outcome.user.username}, to the API ${await whoAmI()}.`;
}
