import type { AuthContext } from 'authgraph/resource-server';
import { GraphQLError } from 'graphql';
import { callerOf } from './auth.js';
import type { Notes } from './notes.js';

/** The longest note, in characters. */
const longest = 1000;

export function createResolvers(notes: Notes) {
  return {
    Query: {
      notes: (_: unknown, __: unknown, context: AuthContext) => notes.of(callerOf(context)),
      allNotes: () => notes.all(),
    },
    Mutation: {
      addNote(_: unknown, { text }: { text: string }, context: AuthContext) {
        if (text.length > longest) throw tooLong();
        return notes.add(callerOf(context), text);
      },
      deleteNote: (_: unknown, { id }: { id: string }, context: AuthContext) =>
        notes.delete(callerOf(context), id),
      deleteAllNotes: (_: unknown, __: unknown, context: AuthContext) =>
        notes.deleteAll(callerOf(context)),
    },
  };
}

function tooLong(): GraphQLError {
  const extensions = { code: 'BAD_USER_INPUT', reason: 'NOTE_TOO_LONG' };
  return new GraphQLError(`A note has at most ${longest} characters.`, { extensions });
}
