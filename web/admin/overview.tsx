import { OverviewDocument, type OverviewQuery } from '../generated/admin.js';
import { FailureBanner } from '../ui/banner.js';
import { Loaded, SkeletonRows } from '../ui/empty.js';
import { useLoad } from '../ui/load.js';
import { go, useQuery } from '../ui/location.js';
import { Select } from '../ui/select.js';
import { PageHead } from '../ui/shell.js';
import { asUser } from '../ui/step-up.js';
import { dayText } from './day.js';
import { alarmTypes } from './event-words.js';
import { NeedsALook } from './needs-a-look.js';
import { Methods, SignIns } from './sign-ins.js';
import { words } from './words.js';

const text = words.overview;

/** Days. The first is the default. */
const periods = [30, 7, 90] as const;

/** Days back in which an alarm is still news. */
const alarmDays = 7;

function daysIn(query: URLSearchParams): number {
  return periods.find((each) => String(each) === query.get('days')) ?? periods[0];
}

function readOverview(days: number): Promise<OverviewQuery> {
  const from = new Date(Date.now() - alarmDays * 86_400_000).toISOString();
  return asUser(OverviewDocument, { days, alarms: { types: alarmTypes, from } });
}

/** How people sign in, and what somebody should look at. */
export function Overview() {
  const days = daysIn(useQuery());
  const load = useLoad(() => readOverview(days), String(days));
  const all = load.data?.signInStatistics;
  const [first, last] = [all?.[0], all?.at(-1)];
  const between =
    first === undefined || last === undefined
      ? undefined
      : text.between(dayText(first.date), dayText(last.date));
  return (
    <>
      <PageHead
        title={words.places.overview}
        text={between ?? ' '}
        action={
          <Select
            name="days"
            label={text.period}
            value={String(days)}
            options={periods.map((each) => [String(each), text.days(each)] as const)}
            onValue={(value) => go({ days: value === String(periods[0]) ? undefined : value })}
          />
        }
      />
      {load.data !== undefined && <FailureBanner action={load} />}
      <Loaded
        load={load}
        failed={text.failed}
        loading={text.loading}
        skeleton={<SkeletonRows count={5} />}
      >
        {(data) => (
          <div class="cols">
            <SignIns days={data.signInStatistics} />
            <div class="stack">
              <NeedsALook {...data} />
              <Methods days={data.signInStatistics} />
            </div>
          </div>
        )}
      </Loaded>
    </>
  );
}
