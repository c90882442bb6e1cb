import type { OverviewQuery } from '../generated/admin.js';
import { Link } from '../ui/location.js';
import { Chart } from './chart.js';
import { dayText } from './day.js';
import { placeWithout } from './place.js';
import { words } from './words.js';

const text = words.overview;

export type Days = OverviewQuery['signInStatistics'];

interface DaysProps {
  readonly days: Days;
}

const sum = (numbers: readonly number[]) => numbers.reduce((all, each) => all + each, 0);

/** The day with the most failures; `undefined` if nothing failed. */
export function worstOf(days: Days): Days[number] | undefined {
  const most = Math.max(0, ...days.map(({ failed }) => failed));
  return most === 0 ? undefined : days.find(({ failed }) => failed === most);
}

export function SignIns({ days }: DaysProps) {
  const worst = worstOf(days);
  const figures = [
    [text.succeeded, sum(days.map(({ succeeded }) => succeeded))],
    [text.failedOnes, sum(days.map(({ failed }) => failed))],
    [text.registered, sum(days.map(({ registered }) => registered))],
  ] as const;
  return (
    <figure class="panel">
      <figcaption class="panel-head">
        <h2>{text.chart}</h2>
        <div class="legend">
          <span>{text.succeeded}</span>
          <span class="bad">{text.failedOnes}</span>
        </div>
      </figcaption>
      <dl class="figures">
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{words.number(value)}</dd>
          </div>
        ))}
      </dl>
      <Chart days={days} />
      <div class="panel-foot">
        <span class="soft">
          {worst === undefined ? text.noFailures : text.peak(dayText(worst.date))}
        </span>
        <Link
          class="tap"
          to={{ ...placeWithout('events', new URLSearchParams()), kind: 'failures' }}
        >
          {text.showEvents}
        </Link>
      </div>
    </figure>
  );
}

/** The share of each way to sign in. */
export function Methods({ days }: DaysProps) {
  const counts = new Map<string, number>();
  for (const { method, count } of days.flatMap(({ byMethod }) => byMethod)) {
    counts.set(method, (counts.get(method) ?? 0) + count);
  }
  const all = [...counts].sort(([, one], [, other]) => other - one);
  const total = sum([...counts.values()]);
  return (
    <section class="panel">
      <div class="panel-head">
        <h2>{text.methods}</h2>
      </div>
      {total === 0 && <p class="pad soft">{text.noMethods}</p>}
      <ul>
        {all.map(([method, count]) => (
          <li class="meter" key={method}>
            <span>{text.method[method] ?? method}</span>
            <span class="num soft">{words.number(count)}</span>
            <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
              <rect class="rest" width="100" height="8" rx="1" />
              <rect class="part" width={(100 * count) / total} height="8" rx="1" />
            </svg>
          </li>
        ))}
      </ul>
    </section>
  );
}
