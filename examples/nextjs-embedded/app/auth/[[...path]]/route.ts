import { authServer } from '../../../lib/auth-server';

async function answer(request: Request): Promise<Response> {
  return (await authServer()).fetch(request);
}

export { answer as GET, answer as HEAD, answer as OPTIONS, answer as POST };
