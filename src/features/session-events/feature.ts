import type { Feature } from '../../platform/feature.js';
import { ruleFor } from '../../platform/feature.js';
import { AuthError } from '../../platform/errors/auth-error.js';
import { setPosition } from '../../platform/graphql/subscriptions.js';
import { text } from '../../platform/maxima.js';
import type { Handler } from '../../platform/route.js';
import { sessionEventReasons } from './facts.js';
import { createSignalSource, type SignalSource, type SignalSourceOptions } from './source.js';
import {
  createViewerEvents,
  type ViewerEvents,
  type ViewerEventsOptions,
} from './viewer-events.js';

/** What applications and services learn of sessions at once. */
export interface SessionEvents extends ViewerEvents {
  readonly signals: SignalSource;
}

export function createSessionEvents(
  options: SignalSourceOptions & Pick<ViewerEventsOptions, 'sessions'>,
): SessionEvents {
  const signals = createSignalSource(options);
  return { signals, ...createViewerEvents({ ...options, signals }) };
}

export interface SessionEventServices {
  /** `undefined` with `SESSION_EVENTS=off`. */
  readonly sessionEvents: SessionEvents | undefined;
  /** Also `undefined` if SERVICE_CLIENTS is empty. */
  readonly revocations: Handler | undefined;
}

/** Characters; positions have at most 60. */
const positionLength = 100;

/** The events of sessions, for those who hold tokens of them: applications, and services that verify tokens. */
export const sessionEvents: Feature<SessionEventServices> = {
  routes: ({ revocations }) => ({
    ...(revocations && { '/revocations': { methods: ['GET'], handle: revocations } }),
  }),
  resolvers: ({ sessionEvents: events }) => ({
    Subscription: {
      viewerEvents: {
        async subscribe(_parent, { after }, context) {
          if (events === undefined) throw new AuthError('NOT_ALLOWED');
          const stream = await events.follow(context, after);
          setPosition(context, stream.position);
          return stream;
        },
      },
    },
  }),
  maxima: () => ({
    'Subscription.viewerEvents(after:)': text(positionLength, sessionEventReasons.POSITION_INVALID),
  }),
  permissions: ({ allow, isAuthenticated }) => ({
    Subscription: { viewerEvents: isAuthenticated },
    SessionEnded: {
      ...ruleFor(allow, 'id', 'at', 'position', 'sessionId', 'current', 'reason'),
    },
    RolesChanged: ruleFor(allow, 'id', 'at', 'position', 'roles'),
    CredentialsChanged: ruleFor(allow, 'id', 'at', 'position', 'type'),
  }),
};
