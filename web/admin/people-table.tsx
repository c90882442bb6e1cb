import type { SummaryFragment } from '../generated/admin.js';
import * as icons from '../ui/icons.js';
import { Link } from '../ui/location.js';
import { Avatar, Badge } from '../ui/panel.js';
import { Time } from '../ui/time.js';
import { personPlace } from './place.js';
import { useViewer } from './viewer.js';
import { words } from './words.js';

const text = words.people;

/** By the display name, or else by what people sign in with. */
export function nameOf(person: Pick<SummaryFragment, 'displayName' | 'username'>): string {
  return person.displayName ?? person.username;
}

const longest = 24;

/** For buttons, whose words do not wrap. */
export function shortName(name: string): string {
  return name.length > longest ? `${name.slice(0, longest)}…` : name;
}

export function PeopleTable({ people }: { readonly people: readonly SummaryFragment[] }) {
  return (
    <table class="table people">
      <caption class="vh">{text.caption}</caption>
      <Head />
      <tbody>
        {people.map((person) => (
          <PersonRow key={person.id} person={person} />
        ))}
      </tbody>
    </table>
  );
}

function Head() {
  const { columns } = text;
  return (
    <thead>
      <tr>
        <th scope="col">{columns.person}</th>
        <th scope="col" class="s-hide">
          {columns.mail}
        </th>
        <th scope="col" class="w-hide">
          {columns.roles}
        </th>
        <th scope="col">{columns.status}</th>
        <th scope="col" class="w-hide">
          {columns.steps}
        </th>
        <th scope="col" class="w-hide end">
          {columns.created}
        </th>
      </tr>
    </thead>
  );
}

function PersonRow({ person }: { readonly person: SummaryFragment }) {
  const { id, username, displayName, email, emailVerified, roles, twoStepSignIn } = person;
  return (
    <tr>
      <td>
        <div class="person">
          <Avatar name={nameOf(person)} />
          <div>
            <Link to={personPlace(id)}>{nameOf(person)}</Link>
            <p class="soft clip">{displayName === null ? text.noName : username}</p>
          </div>
        </div>
      </td>
      <td class="s-hide">
        <span class="line-up">
          {email ?? <span class="soft">{text.noMail}</span>}
          {email !== null && !emailVerified && (
            <Badge tone="warn" icon={icons.triangle}>
              {text.notConfirmed}
            </Badge>
          )}
        </span>
      </td>
      <td class="w-hide">
        <Roles roles={roles} />
      </td>
      <td class="tight">
        <Status person={person} />
      </td>
      <td class="w-hide tight">{twoStepSignIn ? text.on : <span class="soft">{text.off}</span>}</td>
      <td class="w-hide end tight num">
        <Time at={person.createdAt} />
      </td>
    </tr>
  );
}

export function Roles({ roles }: { readonly roles: readonly string[] }) {
  const own = useViewer().user.roles;
  if (roles.length === 0) return <span class="soft">{text.noRoles}</span>;
  return (
    <span class="line-up">
      {roles.map((role) => (
        <Badge key={role} {...(own.includes(role) ? { tone: 'accent' as const } : {})}>
          {role}
        </Badge>
      ))}
    </span>
  );
}

type StatusProps = { readonly person: Pick<SummaryFragment, 'disabledAt' | 'invitedAt'> };

/** The normal state is plain text; what differs is a badge. */
export function Status({ person: { disabledAt, invitedAt } }: StatusProps) {
  if (disabledAt !== null) {
    return (
      <Badge tone="danger" icon={icons.blocked}>
        {text.disabled}
      </Badge>
    );
  }
  if (invitedAt === null) return <span class="soft">{text.active}</span>;
  return (
    <Badge tone="warn" icon={icons.clock}>
      {text.invited}
    </Badge>
  );
}

/** In the measure of the rows that come. */
export function SkeletonPeople({ count }: { readonly count: number }) {
  return (
    <div class="panel">
      <table class="table people">
        <Head />
        <tbody>
          {Array.from({ length: count }, (_, at) => (
            <tr key={at}>
              <td>
                <div class="person">
                  <span class="sk round" />
                  <div>
                    <span class={at % 2 === 0 ? 'sk w2' : 'sk w3'} />
                    <span class="sk w1" />
                  </div>
                </div>
              </td>
              {['s-hide', 'w-hide', 'tight', 'w-hide tight', 'w-hide end tight'].map((look) => (
                <td key={look} class={look}>
                  <span class="sk w1" />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
