/**
 * Preloaded into a process (`node --import`), sets its system clock CLOCK_SKEW seconds ahead, or behind if
 * negative. SIGUSR2 sets it as far off the other way, at once, as an operator or NTP would. Timers and the
 * monotonic clock go on as they do.
 */
const SystemDate = Date;
let skew = Number(process.env.CLOCK_SKEW) * 1000;

globalThis.Date = class Date extends SystemDate {
  constructor(...parts) {
    if (parts.length === 0) super(SystemDate.now() + skew);
    else super(...parts);
  }

  static now() {
    return SystemDate.now() + skew;
  }
};

process.on('SIGUSR2', () => {
  skew = -skew;
});
