// How better-auth and Flask are asked: the same shape as lib/graphql.js. What they answer has fewer
// fields, and theirs is the advantage.
import { bearer } from './graphql.js';

const json = { 'content-type': 'application/json' };

/** @type {import('./graphql.js').Api} */
export const betterAuth = {
  fields: ['username', 'email'],
  register: ({ username: name, email, password }) => ({
    method: 'POST',
    path: '/api/auth/sign-up/email',
    headers: json,
    body: JSON.stringify({ name, email, password }),
  }),
  login: ({ email, password }) => ({
    method: 'POST',
    path: '/api/auth/sign-in/email',
    headers: json,
    body: JSON.stringify({ email, password }),
    expect: '"token":"',
  }),
  me: ({ access }) => ({
    method: 'GET',
    path: '/api/auth/get-session',
    headers: { cookie: access },
    expect: '"name":"ada"',
  }),
  profile({ body }) {
    const { user } = JSON.parse(body) ?? {};
    return user && { username: user.name, email: user.email };
  },
  client: ({ headers }) => {
    const cookie = headers['set-cookie']?.find((line) => line.includes('session_token='));
    return cookie && { access: cookie.split(';')[0] };
  },
};

/** @type {import('./graphql.js').Api} */
export const flask = {
  fields: ['username'],
  login: ({ username, password }) => ({
    method: 'POST',
    path: '/login',
    headers: json,
    body: JSON.stringify({ username, password }),
    expect: '"access_token":"',
  }),
  me: ({ access }) => ({
    method: 'GET',
    path: '/protected',
    headers: bearer(access),
    expect: '"logged_in_as":"ada"',
  }),
  refresh: ({ refresh }) => ({
    method: 'POST',
    path: '/refresh',
    headers: bearer(refresh),
    expect: '"access_token":"',
  }),
  profile: ({ body }) => ({ username: JSON.parse(body).logged_in_as }),
  client({ body }) {
    const { access_token: access, refresh_token: refresh } = JSON.parse(body);
    return access && { access, refresh };
  },
};
