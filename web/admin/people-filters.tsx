import { useEffect, useRef, useState } from 'preact/hooks';
import type { UserFilter } from '../generated/admin.js';
import { onSubmit } from '../ui/button.js';
import * as icons from '../ui/icons.js';
import { Icon } from '../ui/icons.js';
import { go, type Changes } from '../ui/location.js';
import { Select } from '../ui/select.js';
import { words } from './words.js';

const text = words.people;
const names = ['q', 'role', 'status', 'mail'] as const;

/** Takes every condition out of the address, and the place in the list. */
export const noFilter: Changes = {
  q: undefined,
  role: undefined,
  status: undefined,
  mail: undefined,
  after: undefined,
  before: undefined,
};

export function isFiltered(query: URLSearchParams): boolean {
  return names.some((name) => query.has(name));
}

/** The conditions in the address, as the service takes them. */
export function filterOf(query: URLSearchParams): UserFilter {
  const [q, role, status, mail] = names.map((name) => query.get(name));
  return {
    ...(q ? { search: q } : {}),
    ...(role ? { role } : {}),
    ...(status ? { disabled: status === 'disabled' } : {}),
    ...(mail ? { emailVerified: mail === 'confirmed' } : {}),
  };
}

interface FiltersProps {
  readonly query: URLSearchParams;
  /** Of those who are listed: the service has no list of all roles. */
  readonly roles: readonly string[];
}

export function PeopleFilters({ query, roles }: FiltersProps) {
  const role = query.get('role') ?? '';
  const known = [...new Set([role, ...roles])].filter((each) => each !== '').sort();
  const set = (name: (typeof names)[number]) => (value: string) =>
    go({ [name]: value === '' ? undefined : value, after: undefined, before: undefined });
  return (
    <search>
      <form class="toolbar" onSubmit={onSubmit(() => undefined)}>
        <SearchField value={query.get('q') ?? ''} onValue={set('q')} />
        <Select
          name="role"
          label={text.role.label}
          value={role}
          options={[['', text.role.any], ...known.map((each) => [each, each] as const)]}
          onValue={set('role')}
        />
        <Select
          name="status"
          label={text.status.label}
          value={query.get('status') ?? ''}
          options={[
            ['', text.status.any],
            ['active', text.active],
            ['disabled', text.disabled],
          ]}
          onValue={set('status')}
        />
        <Select
          name="mail"
          label={text.mail.label}
          value={query.get('mail') ?? ''}
          options={[
            ['', text.mail.any],
            ['confirmed', text.confirmed],
            ['open', text.notConfirmed],
          ]}
          onValue={set('mail')}
        />
      </form>
    </search>
  );
}

interface SearchFieldProps {
  readonly value: string;
  readonly onValue: (value: string) => void;
}

/** Milliseconds without a key. */
const pause = 300;

/** Searches once nobody types any more: a search may read every account. */
function SearchField({ value, onValue }: SearchFieldProps) {
  const [typed, setTyped] = useState(value);
  const told = useRef(value);
  useEffect(() => {
    // The way back of the browser, or "Clear filters".
    if (value !== told.current) setTyped(value);
    told.current = value;
  }, [value]);
  useEffect(() => {
    if (typed.trim() === told.current) return undefined;
    const timer = setTimeout(() => {
      told.current = typed.trim();
      onValue(told.current);
    }, pause);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <div class="affix start grow">
      <label class="vh" for="q">
        {text.search}
      </label>
      <Icon shape={icons.search} />
      <input
        class="input"
        id="q"
        name="q"
        type="search"
        autocomplete="off"
        maxLength={100}
        placeholder={text.placeholder}
        value={typed}
        onInput={(event) => setTyped(event.currentTarget.value)}
      />
    </div>
  );
}
