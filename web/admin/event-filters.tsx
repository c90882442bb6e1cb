import type { AuditEventFilter } from '../generated/admin.js';
import { Button, onSubmit } from '../ui/button.js';
import * as icons from '../ui/icons.js';
import { Icon } from '../ui/icons.js';
import { go, type Changes } from '../ui/location.js';
import { Select } from '../ui/select.js';
import { kinds, type Kind } from './event-words.js';
import { shortName } from './people-table.js';
import { words } from './words.js';

const text = words.events;
const hours = { day: 24, week: 7 * 24, month: 30 * 24 } as const;

const names = ['kind', 'period', 'by', 'user'] as const;

/** Takes every condition out of the address. */
export const noFilter: Changes = {
  kind: undefined,
  period: undefined,
  by: undefined,
  user: undefined,
};

export function isFiltered(query: URLSearchParams): boolean {
  return names.some((name) => query.has(name));
}

const isKind = (text: string | null): text is Kind => text !== null && Object.hasOwn(kinds, text);
const isPeriod = (text: string | null): text is keyof typeof hours =>
  text !== null && Object.hasOwn(hours, text);

/** The conditions in the address, as the service takes them. @param self the administrator at the page */
export function filterOf(query: URLSearchParams, self: string): AuditEventFilter {
  const kind = query.get('kind');
  const period = query.get('period');
  const user = query.get('user');
  const from = isPeriod(period) ? new Date(Date.now() - hours[period] * 3_600_000) : undefined;
  return {
    ...(user === null ? {} : { userId: user }),
    ...(query.get('by') === 'me' ? { actorId: self } : {}),
    ...(isKind(kind) ? { types: kinds[kind] } : {}),
    ...(from === undefined ? {} : { from: from.toISOString() }),
  };
}

interface FiltersProps {
  readonly query: URLSearchParams;
  /** Whose events these are, if they are those of one person and it is known. */
  readonly person: string | undefined;
}

export function EventFilters({ query, person }: FiltersProps) {
  const set = (name: string) => (value: string) => go({ [name]: value === '' ? undefined : value });
  const user = query.get('user');
  const { kinds: kindWords, periods } = text;
  return (
    <search>
      <form class="toolbar" onSubmit={onSubmit(() => undefined)}>
        <Select
          name="kind"
          label={text.kind}
          value={query.get('kind') ?? ''}
          options={[
            ['', kindWords.all],
            ['signIns', kindWords.signIns],
            ['failures', kindWords.failures],
            ['sessions', kindWords.sessions],
            ['administration', kindWords.administration],
            ['keys', kindWords.keys],
          ]}
          onValue={set('kind')}
        />
        <Select
          name="by"
          label={text.by}
          value={query.get('by') ?? ''}
          options={[
            ['', text.byAnyone],
            ['me', text.byYou],
          ]}
          onValue={set('by')}
        />
        <Select
          name="period"
          label={text.period}
          value={query.get('period') ?? ''}
          options={[
            ['', periods.all],
            ['day', periods.day],
            ['week', periods.week],
            ['month', periods.month],
          ]}
          onValue={set('period')}
        />
        {user !== null && (
          <Button onClick={() => go({ user: undefined })}>
            <Icon shape={icons.cross} small />
            <span class="vh">{text.anyone}: </span>
            {text.ofPerson(shortName(person ?? user.slice(0, 8)))}
          </Button>
        )}
      </form>
    </search>
  );
}
