/** Names in the guides that look like our options, and are none. */
export const foreignNames: ReadonlySet<string> = new Set([
  // A value of an enum of the schema.
  'CREATED_AT',
  // Of the applications in the guides.
  'AUTHGRAPH_ISSUER',
  'AUTHGRAPH_URL',
  'NOTES_API_SECRET',
  'WEBHOOK_SECRET',
  // Node and OpenTelemetry.
  'HTTPS_PROXY',
  'NODE_EXTRA_CA_CERTS',
  'NODE_OPTIONS',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_SERVICE_NAME',
  // Flask, flask-jwt-extended and Flask-Security.
  'SECRET_KEY',
  'SECURITY_PASSWORD_SALT',
  'JWT_COOKIE_CSRF_PROTECT',
  'JWT_COOKIE_SAMESITE',
  'JWT_COOKIE_SECURE',
  'JWT_CSRF_METHODS',
  'JWT_DECODE_AUDIENCE',
  'JWT_DECODE_ISSUER',
  'JWT_DECODE_LEEWAY',
  'JWT_ENCODE_AUDIENCE',
  'JWT_ENCODE_ISSUER',
  'JWT_ERROR_MESSAGE_KEY',
  'JWT_HEADER_NAME',
  'JWT_HEADER_TYPE',
  'JWT_IDENTITY_CLAIM',
  'JWT_JSON_KEY',
  'JWT_PRIVATE_KEY',
  'JWT_PUBLIC_KEY',
  'JWT_QUERY_STRING_NAME',
  'JWT_SESSION_COOKIE',
  'JWT_TOKEN_LOCATION',
]);
