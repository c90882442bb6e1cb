import { useState } from 'preact/hooks';
import { PeopleDocument, type PeopleQuery } from '../generated/admin.js';
import { FailureBanner } from '../ui/banner.js';
import { Button } from '../ui/button.js';
import { Empty, Loaded } from '../ui/empty.js';
import * as icons from '../ui/icons.js';
import { Icon } from '../ui/icons.js';
import { useLoad } from '../ui/load.js';
import { go, useQuery } from '../ui/location.js';
import { PageHead } from '../ui/shell.js';
import { asUser } from '../ui/step-up.js';
import { Invite } from './invite.js';
import { Pager } from './paging.js';
import { PeopleFilters, filterOf, isFiltered, noFilter } from './people-filters.js';
import { PeopleTable, SkeletonPeople } from './people-table.js';
import { words } from './words.js';

const pageSize = 25;
const text = words.people;

function readPeople(query: URLSearchParams): Promise<PeopleQuery> {
  const before = query.get('before');
  const after = query.get('after');
  const part = before === null ? { first: pageSize, after } : { last: pageSize, before };
  return asUser(PeopleDocument, { ...part, filter: filterOf(query) });
}

/** Everyone who has an account, the latest first. */
export function People() {
  const query = useQuery();
  const [isInviting, setInviting] = useState(false);
  const load = useLoad(() => readPeople(query), query.toString());
  const nodes = load.data?.users.edges.map(({ node }) => node) ?? [];
  return (
    <>
      <PageHead
        title={words.places.people}
        action={
          <Button look="primary" onClick={() => setInviting(true)}>
            <Icon shape={icons.plus} small />
            {text.invite}
          </Button>
        }
      />
      <PeopleFilters query={query} roles={nodes.flatMap(({ roles }) => roles)} />
      {load.data !== undefined && <FailureBanner action={load} />}
      <Loaded
        load={load}
        failed={text.failed}
        loading={text.loading}
        skeleton={<SkeletonPeople count={7} />}
      >
        {({ users }) => <Page users={users} query={query} />}
      </Loaded>
      {isInviting && <Invite onClose={() => setInviting(false)} onSent={load.again} />}
    </>
  );
}

interface PageProps extends Pick<PeopleQuery, 'users'> {
  readonly query: URLSearchParams;
}

function Page({ users, query }: PageProps) {
  const { edges, pageInfo } = users;
  if (edges.length === 0) return <Nobody query={query} />;
  const { hasPreviousPage, hasNextPage, startCursor, endCursor } = pageInfo;
  const previous = () => go({ before: startCursor ?? undefined, after: undefined });
  const next = () => go({ after: endCursor ?? undefined, before: undefined });
  return (
    <div class="panel">
      <PeopleTable people={edges.map(({ node }) => node)} />
      <Pager
        previous={hasPreviousPage ? previous : undefined}
        next={hasNextPage ? next : undefined}
      />
    </div>
  );
}

function Nobody({ query }: Pick<PageProps, 'query'>) {
  const isNarrowed = isFiltered(query);
  return (
    <div class="panel">
      {isNarrowed ? (
        <Empty
          icon={icons.search}
          title={text.notFound}
          action={<Button onClick={() => go(noFilter)}>{words.clear}</Button>}
        >
          {text.notFoundText}
        </Empty>
      ) : (
        <Empty icon={icons.people} title={text.none}>
          {text.noneText}
        </Empty>
      )}
    </div>
  );
}
