import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client';
import { authLink } from 'authgraph/client/apollo';
import { session } from './session.js';

const uri = import.meta.env.VITE_NOTES_URL ?? 'http://localhost:4001/';

/** Every request carries the access token, renewed if it must be. */
export const client = new ApolloClient({
  link: ApolloLink.from([authLink(session), new HttpLink({ uri })]),
  cache: new InMemoryCache(),
});

// What the last user saw is not for the next one. Mounted queries ask again.
session.onUserChange(() => void client.resetStore().catch(() => undefined));
