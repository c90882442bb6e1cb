// A plugin of graphql-codegen: the list of operations, by the hash of the text that is sent.
import { createHash } from 'node:crypto';
import { Kind, print, stripIgnoredCharacters, visit } from 'graphql';

export function plugin(_schema, sources, { withFormer = false }) {
  const definitions = sources.flatMap(({ document }) => document.definitions);
  const fragments = definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION);
  const operations = definitions
    .filter(({ kind }) => kind === Kind.OPERATION_DEFINITION)
    .map((definition) => {
      const body = [definition, ...spreadsOf(definition, fragments)].map(textOf).join('');
      const id = createHash('sha256').update(body).digest('hex');
      return { id, name: definition.name.value, type: definition.operation, body };
    });
  if (withFormer) operations.push(...former);
  const manifest = { format: 'apollo-persisted-query-manifest', version: 1, operations };
  return `${JSON.stringify(manifest, undefined, 2)}\n`;
}

/** Documents of earlier clients: they know no other, and a service with a list must not refuse them. */
const former = [
  'mutation Register($username:String!$password:String!$email:String){pair:register(username:$username password:$password email:$email){...Pair}}fragment Pair on TokenPair{accessToken refreshToken expiresIn user{id username email emailVerified roles}}',
].map((body) => {
  const id = createHash('sha256').update(body).digest('hex');
  return { id, name: /(\w+)\(/.exec(body)[1], type: 'mutation', body };
});

function spreadsOf(definition, fragments) {
  const names = new Set();
  visit(definition, { FragmentSpread: ({ name }) => void names.add(name.value) });
  return fragments.filter(({ name }) => names.has(name.value));
}

const textOf = (definition) => stripIgnoredCharacters(print(definition));
