import type { TokenPairResolvers } from '../../generated/resolver-types.js';

export const tokenPairResolvers: TokenPairResolvers = {
  accessToken: (pair) => pair.accessToken,
  refreshToken: (pair) => pair.refreshToken,
  tokenType: () => 'Bearer',
  expiresIn: (pair) => pair.expiresIn,
  refreshExpiresIn: (pair) => pair.refreshExpiresIn,
  user: ({ user, session }) => ({ user, viewerSessionId: session.id }),
};
