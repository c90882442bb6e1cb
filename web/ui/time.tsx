import { useEffect, useState } from 'preact/hooks';
import { language } from './page.js';

/** Whole seconds until a moment (ms of the clock), each second anew; 0 when it is over, and for `undefined`. */
export function useCountdown(until: number | undefined): number {
  const [now, setNow] = useState(Date.now);
  const left = until === undefined ? 0 : Math.max(0, Math.ceil((until - now) / 1000));
  const isOn = until !== undefined && until > now;
  useEffect(() => {
    if (until === undefined) return undefined;
    setNow(Date.now());
    if (!isOn) return undefined;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [until, isOn]);
  return left;
}

/** `0:42`. */
export function clockTime(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
const date = new Intl.DateTimeFormat(language, { dateStyle: 'medium' });
const exact = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'medium' });

/** Relative up to a day, then a date. */
export function timeWords(at: Date, now = new Date()): string {
  const past = now.getTime() - at.getTime();
  const size = Math.abs(past);
  if (size >= day) return date.format(at);
  if (size >= hour) return relative.format(-Math.trunc(past / hour), 'hour');
  if (size >= minute) return relative.format(-Math.trunc(past / minute), 'minute');
  return relative.format(0, 'second');
}

const full = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short' });

/** A moment in full, for a sentence. @param at as the service writes it */
export function fullTime(at: string): string {
  return full.format(new Date(at));
}

/** A moment in full, for a sentence. @param at as the service writes it */
export function exactTime(at: string): string {
  return exact.format(new Date(at));
}

/** A moment; the exact time comes with the pointer. @param at as the service writes it */
export function Time({ at }: { readonly at: string }) {
  const moment = new Date(at);
  return (
    <time dateTime={at} title={exact.format(moment)}>
      {timeWords(moment)}
    </time>
  );
}
