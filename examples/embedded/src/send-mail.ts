import { UndeliverableError, type SendMail } from 'authgraph';

export const sendMail: SendMail = async ({ id, from, to, subject, text, html }, signal) => {
  const answer = await fetch('https://api.mail.example/send', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': id },
    body: JSON.stringify({ from: from.address, to, subject, text, html }),
    signal,
  });
  if (answer.status === 422) throw new UndeliverableError('the provider refuses this recipient');
  if (!answer.ok) throw new Error(`the provider answered ${answer.status}`);
};
