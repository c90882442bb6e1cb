import type { ComponentChildren } from 'preact';

/** A name among other words. */
const b = (text: string): ComponentChildren => <b>{text}</b>;

/** What the pages of sign-in say. */
export const english = {
  busy: {
    signIn: 'Signing in…',
    send: 'Sending…',
    check: 'Checking…',
    create: 'Creating…',
    set: 'Setting…',
    confirm: 'Confirming…',
    keep: 'Cancelling…',
    leave: 'Signing out…',
    wait: 'Waiting…',
    go: 'Continuing…',
  },
  signIn: 'Sign in',
  signOut: 'Sign out',
  goOn: 'Continue',
  back: 'Back to sign-in',
  toAccount: 'Go to your account',
  toContinue: (application: string) => <>to continue to {b(application)}</>,
  ended: 'You were signed out',
  endedText: 'This session was ended on another device, or by an administrator.',
  redirectUnknown: 'This address is not registered',
  redirectUnknownText: 'You can sign in here, but not go on to the application that sent you.',
  identifier: {
    username: 'Username or e-mail',
    email: 'E-mail',
    hint: 'A saved passkey appears as a suggestion here.',
    passkey: 'Sign in with a passkey',
    lost: 'Lost your passkey?',
    or: 'or continue with',
    social: 'Sign in with another account',
    newHere: 'New here?',
    create: 'Create an account',
    loading: 'Loading the ways to sign in',
    chooseTitle: 'Choose a username',
    chooseText: 'It is the name of your new account here.',
  },
  providerFailed: 'That sign-in was not completed',
  providerOther: 'Try again, or use another way.',
  providerErrors: {
    LOGIN_CANCELLED: 'It was cancelled. Try again, or use another way.',
    PROVIDER_UNAVAILABLE:
      'The provider does not answer at the moment. Use another way, or try later.',
    ACCOUNT_EXISTS:
      'An account with this address exists. Sign in to it, and link the provider there.',
    TOO_MANY_ATTEMPTS: 'Too many attempts from your network. Try again later. Nothing is locked.',
  } as Readonly<Record<string, string | undefined>>,
  password: {
    title: 'Enter your password',
    label: 'Password',
    change: 'Change',
    changeWhat: ' account',
    forgot: 'Forgot password?',
    mail: 'Mail me a code instead',
    wrongName: 'The username or the password is wrong. Type the password again',
    wrongAddress: 'The address or the password is wrong. Type the password again',
    wrongOr: ', or ',
    wrongLink: 'set a new one',
    wrongEnd: '.',
  },
  passkeyErrors: {
    PASSKEY_CANCELLED: 'No passkey was used. Try again, or use another way.',
    PASSKEYS_UNSUPPORTED: 'This browser or device has no passkeys. Use another way.',
    PASSKEY_DOMAIN: 'Passkeys do not work on this address. Use another way.',
    PASSKEY_FAILED: 'The device could not use a passkey. Use another way.',
    PASSKEY_INVALID: 'This passkey was not accepted. Try another one, or use another way.',
    CEREMONY_INVALID: 'That took too long. Try again.',
    PASSKEY_EXISTS: 'This device has a passkey of an account here already. Sign in with it.',
  } as Readonly<Record<string, string | undefined>>,
  done: {
    title: 'You are signed in',
    text: (name: string) => <>This browser is signed in as {b(name)}.</>,
  },
  onward: {
    title: (name: string) => `Continue as ${name}`,
    text: (application: string) => (
      <>You are signed in here. {b(application)} signs you in with this account.</>
    ),
    other: 'Use another account',
  },
};

export type Words = typeof english;
