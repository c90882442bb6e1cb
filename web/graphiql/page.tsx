import { useEditorContext } from '@graphiql/react';
import { GraphiQL, type GraphiQLProps } from 'graphiql';
import 'graphiql/style.css';
import { useEffect, useState } from 'react';
import { adviceFor, atTheStart, type Advice } from './advice.js';
import { createMemoryStorage } from './memory-storage.js';
import './page.css';
import { preparedTabs } from './tabs.js';
import { renewHeaders, renewVariables, tokensOf, type Tokens } from './tokens.js';

const storage = createMemoryStorage();

/** GraphiQL with a sign-in prepared, which hands the tokens of each answer on to what is run next. */
export function Page({ byEmail }: { byEmail: boolean }) {
  const [tabs] = useState(() => preparedTabs(byEmail));
  const [issued, setIssued] = useState<readonly Tokens[]>([]);
  const [advice, setAdvice] = useState(atTheStart);

  const fetcher: GraphiQLProps['fetcher'] = async (operation, options) => {
    const answer = await send(operation, options?.headers);
    const tokens = tokensOf(answer);
    if (tokens !== undefined) setIssued((earlier) => [...earlier, tokens]);
    setAdvice((present) => adviceFor(answer) ?? present);
    return answer;
  };

  return (
    <GraphiQL
      fetcher={fetcher}
      storage={storage}
      shouldPersistHeaders={false}
      defaultTabs={[...tabs]}
      variables={tabs[0].variables}
      defaultEditorToolsVisibility
    >
      <GraphiQL.Logo>
        <a className="home" href="./" title="To the start page">
          Authgraph
        </a>
      </GraphiQL.Logo>
      <GraphiQL.Footer>
        <SignIn issued={issued} advice={advice} />
      </GraphiQL.Footer>
    </GraphiQL>
  );
}

/** One operation for the service that the page came from, also behind a proxy. */
async function send(operation: object, headers: Record<string, string> | undefined) {
  const response = await fetch('graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(operation),
  });
  return (await response.json()) as { data: Record<string, unknown> };
}

/** Puts the latest tokens into the editors, and says where the reader stands and which tab helps. */
function SignIn({ issued, advice }: { issued: readonly Tokens[]; advice: Advice }) {
  const { headerEditor, variableEditor, tabs, changeTab } = useEditorContext({ nonNull: true });
  useEffect(
    () => keepUp(headerEditor, (text) => renewHeaders(text, issued)),
    [headerEditor, issued],
  );
  useEffect(
    () => keepUp(variableEditor, (text) => renewVariables(text, issued)),
    [variableEditor, issued],
  );
  // The reader may have closed some.
  const present = advice.tabs
    .map((name) => ({ name, index: tabs.findIndex(({ title }) => title === name) }))
    .filter(({ index }) => index !== -1);

  return (
    <p className="sign-in" role="status">
      {advice.text}
      {present.map(({ name, index }, position) => (
        <span key={name}>
          {position > 0 && ' or '} <button onClick={() => changeTab(index)}>{name}</button>
        </span>
      ))}
      {present.length > 0 && '.'}
    </p>
  );
}

type Editor = NonNullable<ReturnType<typeof useEditorContext>>['headerEditor'];

/**
 * Renews the text of an editor now, and whenever GraphiQL replaces it: with each tab that is opened, at a
 * moment of its own choosing. What the reader types is left alone.
 * @returns what stops it
 */
function keepUp(editor: Editor, renew: (text: string) => string): (() => void) | undefined {
  if (editor === null) return undefined;
  const renewNow = () => {
    const text = editor.getValue();
    const renewed = renew(text);
    if (renewed !== text) editor.setValue(renewed);
  };
  const onChanges = (_editor: unknown, changes: readonly { origin?: string | undefined }[]) => {
    if (changes.some(({ origin }) => origin === 'setValue')) renewNow();
  };
  renewNow();
  editor.on('changes', onChanges);
  return () => editor.off('changes', onChanges);
}
