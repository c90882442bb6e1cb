import { z } from 'zod';
import { webhookEventTypes, type WebhookEndpoint } from './event.js';
import { isWebhookSecret } from './signature.js';
import { entryName, option, type CrossCheck } from '../../platform/config/option.js';
import { entriesOfJson, onOff } from '../../platform/config/schemas.js';
import { guessableBecause } from '../../platform/config/secret-strength.js';
import { isPrivateUrl } from '../../platform/public-address.js';

/** One that signs, and during a rotation the one before. */
const maxSecrets = 2;

/** Nobody is to put credentials there: a receiver knows us by the signature. */
function isEndpointUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, hash } = new URL(text);
  return /^https?:$/.test(protocol) && username === '' && password === '' && hash === '';
}

const example =
  '{"crm":{"url":"https://crm.example.com/webhooks","secrets":["whsec_…"],"events":["user.created"]}}';
const faults = {
  name: `a name has ${entryName.form}`,
  url: 'url is an http or https URL without user, password and fragment',
  guessable:
    'secrets holds one that others can guess or look up; take whsec_ and the output of: openssl rand -base64 32',
  secrets: 'secrets is a list of one or two, each whsec_ and 24 to 64 bytes in base64',
  events: `events is a list of some of ${webhookEventTypes.join(', ')}`,
};

const webhookSecret = z
  .string(faults.secrets)
  .refine(isWebhookSecret, { error: faults.secrets, abort: true })
  .refine((text) => guessableBecause(text.slice('whsec_'.length)) === undefined, faults.guessable);

// No message of these repeats a value: secrets stand there.
const endpoint = z.tuple([
  z.string(faults.name).regex(entryName.pattern, faults.name),
  z.strictObject(
    {
      // In one spelling: what is checked is what is used.
      url: z
        .string(faults.url)
        .refine(isEndpointUrl, faults.url)
        .transform((text) => new URL(text).href),
      secrets: z
        .array(webhookSecret, faults.secrets)
        .min(1, faults.secrets)
        .max(maxSecrets, faults.secrets),
      events: z
        .array(z.enum(webhookEventTypes, faults.events), faults.events)
        .min(1, faults.events)
        .default([...webhookEventTypes]),
    },
    'an endpoint has url, secrets and perhaps events, and nothing else',
  ),
]);

const webhooks = z.string().transform((text, context): readonly WebhookEndpoint[] => {
  const parsed = z.array(endpoint, 'it is no JSON object').safeParse(entriesOfJson(text));
  if (parsed.success) {
    return Object.freeze(parsed.data.map(([name, rest]) => Object.freeze({ name, ...rest })));
  }
  const fault = parsed.error.issues[0]?.message ?? 'it is not valid';
  context.addIssue(`is no list of endpoints: ${fault}; write, for example, ${example}`);
  return z.NEVER;
});

export const webhookOptions = {
  WEBHOOKS: option({
    schema: webhooks,
    default: Object.freeze([]) as readonly WebhookEndpoint[],
    defaultText: 'none: no events are sent or stored',
    unit: 'JSON object',
    description: `The endpoints for events, as \`{"NAME":{"url":"…","secrets":["whsec_…"],"events":["…"]}}\`. \`events\` defaults to all ([guide](guides/webhooks.md)).`,
    bounds:
      'names of up to 64 letters, digits, `.`, `_` or `-`; `https` URLs; one secret, or two while it changes, of 24 to 64 random bytes in base64.',
    danger: 'A secret can sign events in your name. Without it the command line sends none.',
    secret: true,
  }),
  WEBHOOK_ALLOW_PRIVATE: option({
    schema: onOff,
    default: false,
    defaultText: '`off`',
    unit: '`on` or `off`',
    description: 'Whether webhooks may go to private addresses, and without TLS.',
    bounds: '`on` or `off`.',
    danger: 'The owner of a host name in WEBHOOKS can point it at your internal services.',
  }),
};

export const webhookChecks: readonly CrossCheck<typeof webhookOptions>[] = [
  {
    between: ['WEBHOOKS', 'WEBHOOK_ALLOW_PRIVATE'],
    find({ webhooks, webhookAllowPrivate }) {
      const open = webhooks.find(({ url }) => !url.startsWith('https:') || isPrivateUrl(url));
      return (
        !webhookAllowPrivate &&
        open !== undefined &&
        `WEBHOOKS lets ${open.name} be told without TLS, or at an address that is not public, but WEBHOOK_ALLOW_PRIVATE is off; write an https URL of a public host, or set WEBHOOK_ALLOW_PRIVATE to on`
      );
    },
  },
];
