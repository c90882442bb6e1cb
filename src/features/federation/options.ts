import { onOff, textWhere } from '../../platform/config/schemas.js';
import { option, optional } from '../../platform/config/option.js';

export const federationOptions = {
  SUBGRAPH: option({
    schema: onOff,
    default: false,
    defaultText: '`off`',
    unit: '`on` or `off`',
    description:
      'Whether the API is a subgraph of Apollo Federation 2, with `User` as an entity: see [the guide](guides/federation.md).',
    bounds:
      '`on` or `off`; `on` needs the package `@apollo/subgraph`, which `authgraph` does not install. With INTROSPECTION=off, `_service` is closed too.',
    danger:
      'On, the service expects a gateway in front of it that passes the Authorization header on; the rules are its own all the same.',
  }),
  SUBGRAPH_ADMINISTRATION: option({
    schema: onOff,
    default: true,
    defaultText: '`on`',
    unit: '`on` or `off`',
    description:
      'Whether the subgraph has the fields for administrators (`users`, `user`, `auditEvents`, `inviteUser` and more).',
    bounds: '`on` or `off`.',
    danger:
      'Off, administrators need a service that is not a subgraph, or one with `on`: the command line stays.',
  }),
  SUBGRAPH_USER_SCOPE: optional({
    // RFC 6749 §3.3.
    schema: textWhere(
      (text) => /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(text),
      'is not a scope; write one word, such as users:read, and give it to a role in ROLE_SCOPES',
    ),
    defaultText: 'not set: nobody',
    unit: 'scope',
    description:
      'The scope with which the gateway may resolve accounts other than the caller’s own, as far as id and username.',
    bounds: 'one scope as in RFC 6749 §3.3.',
    danger: 'Anyone who has it can read the username of every id that they know.',
  }),
};
