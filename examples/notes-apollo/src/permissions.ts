import {
  allow,
  anyOf,
  deny,
  hasRole,
  hasScope,
  isAuthenticated,
  isFresh,
  shield,
} from 'authgraph/resource-server';

/** Who may do what. A field that is not listed is closed. */
export const permissions = shield(
  {
    Query: {
      notes: isAuthenticated,
      allNotes: anyOf(hasRole('admin'), hasScope('notes:read')),
    },
    Mutation: {
      addNote: isAuthenticated,
      deleteNote: isAuthenticated,
      // What cannot be taken back asks for the password: `reauthenticate` at the service.
      deleteAllNotes: isFresh({ maxAge: 300 }),
    },
    // Whoever got a note may read it.
    Note: allow,
  },
  { fallbackRule: deny, allowExternalErrors: true },
);
