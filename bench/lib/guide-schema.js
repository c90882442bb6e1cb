// What guides on GraphQL and JWT write: `me` and `login`, with one long-lived access token.
import { verify as verifyPassword } from '@node-rs/argon2';
import { rule } from 'graphql-shield';
import jwt from 'jsonwebtoken';
import { openStatements } from './statements.js';

export const secret = process.env.JWT_SECRET_KEY;
const statements = openStatements();

export const typeDefs = `
  type User { id: ID! username: String! email: String roles: [String!]! }
  type TokenPair { accessToken: String! refreshToken: String tokenType: String! expiresIn: Int! refreshExpiresIn: Int }
  type Query { me: User }
  type Mutation { login(username: String!, password: String!): TokenPair! }
`;

/** @param {string | undefined} authorization */
export function userOf(authorization) {
  try {
    return jwt.verify(authorization?.replace('Bearer ', '') ?? '', secret);
  } catch {
    return null;
  }
}

export const isAuthenticated = rule({ cache: 'contextual' })(
  (_parent, _args, { user }) => user !== null,
);

export const resolvers = {
  User: { roles: ({ roles }) => JSON.parse(roles) },
  Query: {
    me: (_parent, _args, { user }) => statements.findUserById(user.sub),
  },
  Mutation: {
    async login(_parent, { username, password }) {
      const user = await statements.findUser(username);
      if (!(await verifyPassword(user.password_hash, password))) throw new Error('wrong');
      const expiresIn = 900;
      const accessToken = jwt.sign({ sub: user.id, username }, secret, { expiresIn });
      return { accessToken, tokenType: 'Bearer', expiresIn };
    },
  },
};
