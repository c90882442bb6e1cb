import { randomUUID } from 'node:crypto';

export interface Note {
  readonly id: string;
  readonly text: string;
  readonly ownerId: string;
}

/** Everybody's notes, in memory. Whoever owns a note is always part of the question. */
export function createNotes() {
  const notes = new Map<string, Note>();
  const all = () => [...notes.values()];
  const of = (ownerId: string) => all().filter((note) => note.ownerId === ownerId);

  return {
    all,
    of,
    add(ownerId: string, text: string): Note {
      const note = { id: randomUUID(), text, ownerId };
      notes.set(note.id, note);
      return note;
    },
    delete(ownerId: string, id: string): boolean {
      return notes.get(id)?.ownerId === ownerId && notes.delete(id);
    },
    deleteAll(ownerId: string): number {
      const own = of(ownerId);
      for (const { id } of own) notes.delete(id);
      return own.length;
    },
  };
}

export type Notes = ReturnType<typeof createNotes>;
