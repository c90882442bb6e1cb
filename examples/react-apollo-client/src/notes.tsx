import { gql, type TypedDocumentNode } from '@apollo/client';
import { useMutation, useQuery } from '@apollo/client/react';

interface Note {
  readonly id: string;
  readonly text: string;
}

const NotesDocument: TypedDocumentNode<{ notes: Note[] | null }> = gql`
  query Notes {
    notes {
      id
      text
    }
  }
`;
const AddNoteDocument: TypedDocumentNode<{ addNote: Note | null }, { text: string }> = gql`
  mutation AddNote($text: String!) {
    addNote(text: $text) {
      id
      text
    }
  }
`;
const DeleteNoteDocument: TypedDocumentNode<{ deleteNote: boolean | null }, { id: string }> = gql`
  mutation DeleteNote($id: ID!) {
    deleteNote(id: $id)
  }
`;

export function Notes() {
  const { data, error } = useQuery(NotesDocument);
  const again = { refetchQueries: [NotesDocument], awaitRefetchQueries: true };
  const [addNote, adding] = useMutation(AddNoteDocument, again);
  const [deleteNote, deleting] = useMutation(DeleteNoteDocument, again);
  const problem = error ?? adding.error ?? deleting.error;

  async function add(form: FormData) {
    const text = form.get('text');
    // A refusal is in `adding.error`.
    if (typeof text === 'string') await addNote({ variables: { text } }).catch(() => undefined);
  }

  return (
    <main>
      {problem && <p role="alert">{problem.message}</p>}
      <form action={add}>
        <input name="text" placeholder="Note" required />
        <button>add</button>
      </form>
      <ul>
        {data?.notes?.map(({ id, text }) => (
          <li key={id}>
            {text}{' '}
            <button onClick={() => void deleteNote({ variables: { id } }).catch(() => undefined)}>
              delete
            </button>
          </li>
        ))}
      </ul>
    </main>
  );
}
