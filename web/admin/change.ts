import { useEffect, useRef } from 'preact/hooks';
import type { TypedDocument } from '../../src/client/index.js';
import { RecordedDocument, type RecordedQuery } from '../generated/admin.js';
import { useAction, type Action } from '../ui/action.js';
import { failureOf, isUnanswered } from '../ui/failure.js';
import { asUser } from '../ui/step-up.js';
import { useViewer } from './viewer.js';

type Recorded = RecordedQuery['auditEvents']['edges'][number]['node'];

/** The event that the service records of a change, in the same transaction. */
interface EventOfChange {
  readonly type: string;
  /** The account that it is about; left out where there is none yet. */
  readonly userId?: string;
  /** What else it says of itself, where the account does not tell it from others of its type. */
  readonly detail?: Readonly<Record<string, string>>;
}

interface ChangeOptions<Data> {
  readonly event: EventOfChange;
  /** @param data `undefined` where a try did it whose answer was lost */
  readonly done: (data: Data | undefined) => void;
  /** Reads again what the change is about: also where someone gives up, and nobody knows whether it happened. */
  readonly reload: () => void;
}

/** A try that nobody knows the end of. */
interface Tried {
  /** What was asked for: with other input it is another change. */
  readonly input: string;
  /** The id of the latest event of its kind before it; `undefined` if there was none. */
  readonly latest: string | undefined;
}

/**
 * Something that an administrator changes. Where the answer was lost, the next try first finds out from the record of
 * events whether it has happened, so that nothing is done twice, and nothing that was done is called refused.
 */
export function useChange<Data, Variables>(
  document: TypedDocument<Data, Variables>,
  variables: Variables,
  { event, done, reload }: ChangeOptions<Data>,
): Action<void> {
  const { id: actorId } = useViewer().user;
  const tried = useRef<Tried>(undefined);
  const look = useRef<() => void>(undefined);
  useEffect(() => () => look.current?.(), []);

  async function recorded(): Promise<readonly Recorded[]> {
    const { type, userId, detail = {} } = event;
    const filter = { types: [type], actorId, ...(userId === undefined ? {} : { userId }) };
    const { auditEvents } = await asUser(RecordedDocument, { filter });
    const isIt = (node: Recorded) => {
      const said = new Map<string, unknown>(Object.entries(node.detail ?? {}));
      return Object.entries(detail).every(([key, value]) => said.get(key) === value);
    };
    return auditEvents.edges.map(({ node }) => node).filter(isIt);
  }

  return useAction(async () => {
    const input = JSON.stringify(variables);
    const [latest] = await recorded();
    const before = tried.current?.input === input ? tried.current : undefined;
    const hasHappened = before !== undefined && latest?.id !== before.latest;
    tried.current = before ?? { input, latest: latest?.id };
    const data = hasHappened ? undefined : await send(before);
    tried.current = undefined;
    look.current = undefined;
    done(data);
  });

  async function send(before: Tried | undefined): Promise<Data | undefined> {
    try {
      return await asUser(document, variables);
    } catch (error) {
      if (isUnanswered(failureOf(error))) look.current = reload;
      // The first try may have been on its way still.
      else if (before !== undefined && (await recorded())[0]?.id !== before.latest)
        return undefined;
      else tried.current = before;
      throw error;
    }
  }
}
