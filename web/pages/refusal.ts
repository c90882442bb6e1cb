import { find } from './dom.js';
import { ask, type Answer, type GraphQLError } from './graphql.js';
import { words } from './words.js';

const { links } = words;

/** Whether accounts have no usernames that their users know. */
export function isByEmail(): boolean {
  return find('form').dataset['name'] === 'email';
}

/** What was refused, in the words of the page. */
export class Refusal extends Error {}

/** The data of an operation. @throws Refusal */
export async function run(query: string, variables: object, token?: string) {
  let answer: Answer;
  try {
    ({ answer } = await ask(query, { variables, ...(token === undefined ? {} : { token }) }));
  } catch {
    throw new Refusal(links.noAnswer);
  }
  const [error] = answer.errors ?? [];
  if (error !== undefined) throw new Refusal(wordsFor(error));
  return answer.data ?? {};
}

function wordsFor({ message, extensions }: GraphQLError): string {
  const { reason, retryAfter } = extensions ?? {};
  if (reason === 'LINK_INVALID') return links.linkInvalid;
  if (reason === 'CODE_INVALID') return links.wrongCode;
  if (reason === 'MFA_TOKEN_INVALID') return links.tooLate;
  if (reason === 'INVALID_CREDENTIALS') return isByEmail() ? links.wrongAddress : links.wrongName;
  if (retryAfter !== undefined && reason?.startsWith('TOO_MANY')) return links.tooMany(retryAfter);
  return message;
}
