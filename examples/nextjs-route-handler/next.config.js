/** @type {import('next').NextConfig} */
export default {
  // `graphql` has to be there once: Node loads these packages, and nothing of them is bundled.
  serverExternalPackages: ['@apollo/server', '@graphql-tools/schema', 'authgraph', 'graphql'],
};
