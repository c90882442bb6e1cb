/** @type {import('next').NextConfig} */
export default {
  // Node loads it with its native modules, and nothing of it is bundled.
  serverExternalPackages: ['authgraph', 'graphql'],
  // The page at /auth/ has addresses that are relative to its slash.
  skipTrailingSlashRedirect: true,
};
