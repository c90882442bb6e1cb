import { dayText, shortDay } from './day.js';
import { worstOf, type Days } from './sign-ins.js';
import { words } from './words.js';

const text = words.overview;

interface ChartProps {
  readonly days: Days;
}

/** Units of the drawing, 16 to a rem: three steps upwards, at most one downwards, and ten for each day. */
const step = 48;
const zero = 3 * step;
const wide = 10;

/** The least step of the scale that is round and holds the highest bar in three of them. */
function scaleOf(highest: number): number {
  const least = Math.max(1, highest / 3);
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = [1, 2, 4, 5, 8, 10].find((each) => each * power >= least) ?? 10;
  return Math.max(1, factor * power);
}

/** Success upwards, failure downwards, on one scale: bars without text, and a sentence with the numbers. */
export function Chart({ days }: ChartProps) {
  const most = Math.max(
    ...days.map(({ succeeded }) => succeeded),
    // Failures have a third of the height: a bad day makes the whole scale coarser.
    ...days.map(({ failed }) => 3 * failed),
  );
  const unit = scaleOf(most);
  const height = (count: number) => (count * step) / unit;
  // Few failures take little room: there is no empty band below. The least room is half the label of zero.
  const below = Math.max(8, ...days.map(({ failed }) => height(failed) + 1));
  return (
    <div class="pad chart">
      <div class="chart-y" aria-hidden="true">
        {[3, 2, 1, 0].map((at) => (
          <span key={at}>{words.number(at * unit)}</span>
        ))}
      </div>
      <svg
        viewBox={`0 0 ${wide * days.length} ${zero + below}`}
        height={`${(zero + below) / 16}rem`}
        preserveAspectRatio="none"
        role="img"
        aria-label={sentenceOf(days)}
      >
        {[0, 1, 2].map((at) => (
          <path key={at} class="grid" d={`M0 ${at * step + 0.5}h${wide * days.length}`} />
        ))}
        <path class="zero" d={`M0 ${zero}h${wide * days.length}`} />
        {days.map(({ date, succeeded, failed }, at) => (
          <g key={date}>
            <rect
              class="bar"
              x={wide * at + 2}
              y={zero - height(succeeded)}
              width="6"
              height={height(succeeded)}
            />
            <rect
              class="bar bad"
              x={wide * at + 2}
              y={zero + 1}
              width="6"
              height={height(failed)}
            />
          </g>
        ))}
      </svg>
      <div class="chart-x" aria-hidden="true">
        {labelsOf(days).map((date) => (
          <span key={date}>{shortDay(date)}</span>
        ))}
      </div>
    </div>
  );
}

/** Four days, with the first and the last. */
function labelsOf(days: Days): readonly string[] {
  const last = days.length - 1;
  const places = [0, Math.round(last / 3), Math.round((2 * last) / 3), last];
  return [...new Set(places)].flatMap((at) => days[at]?.date ?? []);
}

function sentenceOf(days: Days): string {
  const [from, to] = [days[0], days.at(-1)].map((day) => dayText(day?.date ?? ''));
  const counts = days.map(({ succeeded }) => succeeded);
  const [low, high] = [Math.min(...counts), Math.max(...counts)];
  const worst = worstOf(days);
  if (high === 0 && worst === undefined) return text.quiet(from ?? '', to ?? '');
  const { date, failed } = worst ?? { date: days[0]?.date ?? '', failed: 0 };
  return text.sentence(
    from ?? '',
    to ?? '',
    words.number(low),
    words.number(high),
    words.number(failed),
    dayText(date),
  );
}
