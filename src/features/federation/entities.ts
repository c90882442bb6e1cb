import { validate as isUuid } from 'uuid';
import { AuthError } from '../../platform/errors/auth-error.js';
import { federationReasons } from './facts.js';
import { type GraphQLContext, type Viewer, viewerOf } from '../sessions/context.js';
import type { UserModel, User, UserStore } from '../accounts/user.js';

/** A `User` as a type of the union `_Entity`. */
interface UserEntity extends UserModel {
  readonly __typename: 'User';
}

/** An error is answered at the place of its entity. */
type Answer = UserEntity | AuthError | null;

export interface EntityOptions {
  readonly directory: UserDirectory;
  /** The scope with which accounts of others are resolved too; `undefined`: nobody's but one's own. */
  readonly userScope: string | undefined;
}

/**
 * `Query._entities`, through which a gateway asks for the users that other subgraphs name by their id.
 * Everyone may resolve their own account; others' only with the scope for it.
 */
export function createEntityResolver({ directory, userScope }: EntityOptions) {
  return async function entities(
    _parent: unknown,
    { representations }: { representations: readonly unknown[] },
    context: GraphQLContext,
  ): Promise<Answer[]> {
    const viewer = await viewerOf(context);
    const ids = representations.map(idOf);
    const mayReadOthers = userScope !== undefined && viewer.scopes.includes(userScope);
    const others = new Set(ids.filter((id) => id !== undefined && id !== viewer.id));
    const found = await directory.findAll(mayReadOthers ? ([...others] as string[]) : []);

    return ids.map((id) => {
      if (id === undefined) return new AuthError(federationReasons.ENTITY_INVALID);
      if (id === viewer.id) return own(viewer);
      if (!mayReadOthers) return refusal(userScope);
      const user = found.get(id);
      return user === undefined ? null : { __typename: 'User', user, viewerSessionId: null };
    });
  };
}

/** The id of `{"__typename":"User","id":"…"}`; of anything else `undefined`. */
function idOf(representation: unknown): string | undefined {
  if (typeof representation !== 'object' || representation === null) return undefined;
  const { __typename: type, id } = representation as Record<string, unknown>;
  return type === 'User' && typeof id === 'string' && isUuid(id) ? id : undefined;
}

function own({ user, session }: Viewer): UserEntity {
  return { __typename: 'User', user, viewerSessionId: session.id };
}

function refusal(userScope: string | undefined): AuthError {
  return userScope === undefined
    ? new AuthError('NOT_ALLOWED', { sentence: ownAccountOnly })
    : new AuthError('SCOPE_REQUIRED');
}

const ownAccountOnly = {
  message: 'You can only resolve your own account.',
  ko: '자신의 계정만 조회할 수 있습니다.',
};

/** Accounts as other users may meet them. */
interface UserDirectory {
  /** The enabled accounts of these ids, by id; one that is unknown or disabled is not there. */
  findAll(ids: readonly string[]): Promise<ReadonlyMap<string, User>>;
}

export function createUserDirectory(store: Pick<UserStore, 'findMany'>): UserDirectory {
  return {
    async findAll(ids) {
      const users = await store.findMany(ids);
      const enabled = users.filter(({ disabledAt }) => disabledAt === null);
      return new Map(enabled.map((user) => [user.id, user]));
    },
  };
}
