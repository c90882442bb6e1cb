// RFC 8414 has the metadata of an issuer with a path at the root of its host.
export { GET } from '../../../auth/[[...path]]/route';
export const dynamic = 'force-dynamic';
