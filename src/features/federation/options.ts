import { onOff, textWhere } from '../../platform/config/schemas.js';
import { option, optional } from '../../platform/config/option.js';

export const federationOptions = {
  SUBGRAPH: option({
    schema: onOff,
    default: false,
    defaultText: '`off`',
    unit: '`on` or `off`',
    description:
      'Whether the API is a subgraph of Apollo Federation 2 ([guide](guides/federation.md)).',
    bounds: '`on` or `off`; `on` needs the package `@apollo/subgraph`.',
    danger: 'The gateway must pass the Authorization header on.',
  }),
  SUBGRAPH_ADMINISTRATION: option({
    schema: onOff,
    default: true,
    defaultText: '`on`',
    unit: '`on` or `off`',
    description: 'Whether the subgraph has the fields for administrators.',
    bounds: '`on` or `off`.',
    danger: 'Off, administrators use the command line.',
  }),
  SUBGRAPH_USER_SCOPE: optional({
    // RFC 6749 §3.3.
    schema: textWhere(
      (text) => /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(text),
      'is not a scope; write one word, such as users:read, and give it to a role in ROLE_SCOPES',
    ),
    defaultText: 'not set: nobody',
    unit: 'scope',
    description: 'The scope that resolves id and username of other accounts.',
    bounds: 'one scope as in RFC 6749 §3.3.',
    danger: 'Its holders can read the username of any id.',
  }),
};
