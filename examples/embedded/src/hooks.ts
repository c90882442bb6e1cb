import { AuthError, type HookRequest, type Hooks } from 'authgraph';

const verifyUrl = process.env['CAPTCHA_URL'];

/** A front end sends what the visitor has solved in a header of its own. */
async function requireCaptcha({ headers, ipAddress, signal }: HookRequest): Promise<void> {
  if (verifyUrl === undefined) return;
  const body = JSON.stringify({ solution: headers['x-captcha'], ipAddress });
  const answer = await fetch(verifyUrl, { method: 'POST', body, signal });
  if (answer.ok) return;
  const message = 'Solve the puzzle, and try again.';
  throw new AuthError({ reason: 'CAPTCHA_FAILED', code: 'FORBIDDEN', message });
}

export const hooks: Hooks = {
  async beforeRegister(candidate, request) {
    await requireCaptcha(request);
    return candidate.email?.endsWith('@example.com') ? { roles: ['staff'] } : undefined;
  },
  async beforeSignIn({ method }, request) {
    if (method === 'password') await requireCaptcha(request);
  },
  beforeRefresh(_candidate, { userAgent }) {
    if (userAgent === null) throw new AuthError('NOT_ALLOWED', { message: 'Name your client.' });
  },
  afterSignIn({ user, session }) {
    console.log(`session ${session.id} of ${user.id} has begun`);
  },
};
