import { platformReasons } from '../../platform/errors/reasons.js';
import { ruleFor, type Feature } from '../../platform/feature.js';
import { connectionOf } from '../../platform/graphql/page.js';
import { maxLengths, text } from '../../platform/maxima.js';
import { viewerOf, type GraphQLContext } from '../sessions/context.js';
import type { Deliveries } from './deliveries.js';
import { serviceStateReasons } from './facts.js';
import type { KeyAdministration, Origin } from './keys.js';
import { firstDayKept, type SignInCounter } from './statistics.js';
import type { SignInDayStore } from './statistics.sql.js';

export interface ServiceStateServices {
  readonly signIns: Pick<SignInCounter, 'latest'>;
  readonly keyAdministration: KeyAdministration;
  readonly deliveries: Deliveries;
}

/** What administrators see of the service itself: how people sign in, its keys, and what it sends. */
export const serviceState: Feature<
  ServiceStateServices,
  never,
  { readonly signInDays: SignInDayStore }
> = {
  resolvers: ({ signIns, keyAdministration, deliveries }) => ({
    Query: {
      signInStatistics: (_parent, { days }) => signIns.latest(days),
      signingKeys: () => keyAdministration.list(),
      async deliveries(_parent, { filter, ...request }) {
        return connectionOf(await deliveries.list(request, filter), (delivery) => delivery);
      },
    },
    Mutation: {
      rotateSigningKeys: async (_parent, _args, context) =>
        keyAdministration.rotate(await originOf(context)),
      retryDelivery: async (_parent, { id }, context) =>
        deliveries.retry(id, await originOf(context)),
    },
  }),
  maxima: () => ({
    'Query.deliveries(after:)': text(maxLengths.cursor, platformReasons.CURSOR_INVALID),
    'Mutation.retryDelivery(id:)': text(maxLengths.id, serviceStateReasons.DELIVERY_NOT_FOUND),
  }),
  retention: ({ signInDays }, now) => [(limit) => signInDays.prune(firstDayKept(now), limit)],
  permissions: ({ isAdministrator, isAdministratorNow }) => ({
    Query: ruleFor(isAdministrator, 'signInStatistics', 'signingKeys', 'deliveries'),
    Mutation: ruleFor(isAdministratorNow, 'rotateSigningKeys', 'retryDelivery'),
    SignInDay: ruleFor(
      isAdministrator,
      ...(['date', 'succeeded', 'failed', 'registered', 'byMethod'] as const),
    ),
    MethodCount: ruleFor(isAdministrator, 'method', 'count'),
    SigningKey: ruleFor(
      isAdministrator,
      ...(['kid', 'algorithm', 'createdAt', 'activatesAt', 'expiresAt', 'state'] as const),
    ),
    DeliveryConnection: ruleFor(isAdministrator, 'edges', 'pageInfo'),
    DeliveryEdge: ruleFor(isAdministrator, 'node', 'cursor'),
    Delivery: ruleFor(
      isAdministrator,
      ...(['id', 'kind', 'subject', 'to', 'state', 'attempts'] as const),
      ...(['createdAt', 'nextAttemptAt', 'lastError'] as const),
    ),
  }),
};

async function originOf(context: GraphQLContext): Promise<Origin> {
  const { id: actorId, sessionId } = await viewerOf(context);
  return { actorId, sessionId, client: context.client };
}
