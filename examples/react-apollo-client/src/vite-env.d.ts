interface ImportMetaEnv {
  /** The GraphQL endpoint of the service. */
  readonly VITE_AUTHGRAPH_URL?: string;
  /** The page of the service that signs users in. */
  readonly VITE_LOGIN_URL?: string;
  /** The GraphQL endpoint of the notes. */
  readonly VITE_NOTES_URL?: string;
}
