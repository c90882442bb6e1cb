/** The user of every first try: the README, the banner at the start, Sandbox and GraphiQL have the same. */
export const firstUser = { username: 'ada', password: 'correct horse battery staple' } as const;
