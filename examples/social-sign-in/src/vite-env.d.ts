interface ImportMetaEnv {
  readonly VITE_AUTHGRAPH_URL?: string;
}
