const password = 'correct horse battery staple';

/** The user of every first try: the README, the banner at the start, Sandbox and GraphiQL have the same. */
export const firstUser = { username: 'ada', password } as const;

/** The same user where people have an address alone (USERNAMES=off). */
export const firstUserByEmail = { email: 'ada@example.com', password } as const;

/** What first documents have instead of each other: the account is named by a username, or by an address alone. */
export function firstStepsOf(byEmail: boolean) {
  return byEmail
    ? ({ name: 'email', user: firstUserByEmail } as const)
    : ({ name: 'username', user: firstUser } as const);
}
