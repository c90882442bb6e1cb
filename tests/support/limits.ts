/** Every test signs up and fails from one address; the limits have tests of their own. */
export const unlimited = {
  LIMIT_LOGIN_FAILURES: '0',
  LIMIT_LOGIN_FAILURES_PER_ACCOUNT: '0',
  LIMIT_LOGIN_FAILURES_PER_ADDRESS: '0',
  LIMIT_REGISTRATIONS_PER_ADDRESS: '0',
  LIMIT_REFRESHES_PER_ADDRESS: '0',
  LIMIT_PROFILE_CHANGES: '0',
  LIMIT_EXPORTS_PER_USER: '0',
  LIMIT_MAILS_PER_ADDRESS: '0',
  LIMIT_MAILS_PER_RECIPIENT: '0',
};
