import { AuthError } from '../../platform/errors/auth-error.js';
import type { GraphQLContext, Viewer } from './context.js';

/** The signed-in user, behind a field that `isAuthenticated` protects; the lookup is already done. */
export async function viewerOf({ auth }: GraphQLContext): Promise<Viewer> {
  const viewer = await auth.confirm();
  if (viewer instanceof AuthError) throw viewer;
  return viewer;
}
