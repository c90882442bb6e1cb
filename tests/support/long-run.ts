/** Whether this is `npm run test:long`, which has time for as many rounds as it takes to find what is rare. */
export const isLongRun = process.env['TEST_LONG'] === 'on';
