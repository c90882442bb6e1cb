import { language } from '../ui/page.js';

const day = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'long', timeZone: 'UTC' });
const short = new Intl.DateTimeFormat(language, {
  day: 'numeric',
  month: 'short',
  timeZone: 'UTC',
});

/** A day of statistics, which begins and ends in UTC. @param date such as `2026-11-29` */
export function dayText(date: string): string {
  return day.format(new Date(date));
}

export function shortDay(date: string): string {
  return short.format(new Date(date));
}

const moment = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });

/** A moment on the reader's clock. @param at as the service writes it */
export function momentText(at: string): string {
  return moment.format(new Date(at));
}
