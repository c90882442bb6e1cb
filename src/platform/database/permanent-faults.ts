/** Primary result codes of SQLite that only a hand mends. */
const sqliteFaults: Readonly<Record<number, string>> = {
  8: 'the database in DATA_DIR takes no writes; let this user write there, or set DATA_DIR to another folder',
  11: 'the database in DATA_DIR is damaged; restore it from a backup',
  14: 'the database in DATA_DIR cannot be opened; let this user read and write it, or set DATA_DIR to another folder',
  26: 'authgraph.db in DATA_DIR is not a database; restore it from a backup, or set DATA_DIR to another folder',
};
const folderFaults = new Set([
  'EACCES',
  'EEXIST',
  'ELOOP',
  'ENAMETOOLONG',
  'ENOENT',
  'ENOTDIR',
  'EPERM',
  'EROFS',
]);
/** Of the log beside the file, if it belongs to another user. */
const deniedCodes = new Set(['EACCES', 'EPERM', 'EROFS']);
const cannotWrite = 8;
/** The error of the constructor of `libsql` has its code only in the text. */
const failedOpening = /^ConnectionFailed\(.*: (\d+)"\)$/s;
/** OpenSSL's, of what it could not load: our own certificate and key. */
const pemCodes = /^ERR_OSSL_/;
const tlsCodes = /^(?:CERT_|DEPTH_|SELF_SIGNED|UNABLE_TO_|HOSTNAME_|ERR_TLS_|ERR_SSL_)/;
/** What `pg` says of a server without TLS; it has no code. */
const noTls = 'The server does not support SSL connections';

/**
 * What is wrong, and what to do, where a start that found no database would find none the next time either;
 * `undefined` where waiting may help. Only for starts: while a service runs, all of it may be mended beside it.
 */
export function permanentFault(cause: unknown): string | undefined {
  if (!(cause instanceof Error)) return undefined;
  const { code = '', syscall, path, hostname = '' } = cause as FaultOfLibraries;
  const ofSqlite = sqliteFaults[sqliteCode(cause) & 0xff];
  if (ofSqlite !== undefined) return ofSqlite;
  if (syscall === 'open' && path?.endsWith('-wal')) {
    return deniedCodes.has(code) ? sqliteFaults[cannotWrite] : undefined;
  }
  if (folderFaults.has(code) && (syscall === 'mkdir' || syscall === 'open')) {
    return `DATA_DIR cannot be used (${code}: ${path ?? ''}); set it to a folder that this user can write`;
  }
  // EAI_AGAIN, without an answer from any name server, may pass.
  if (code === 'ENOTFOUND') {
    return `DATABASE_URL names the host ${hostname}, which is not known; correct it`;
  }
  if (pemCodes.test(code)) {
    return `no TLS with the server of DATABASE_URL (${cause.message}); correct sslcert, sslkey or sslpassword in DATABASE_URL`;
  }
  if (tlsCodes.test(code) || cause.message === noTls) {
    return `no TLS with the server of DATABASE_URL (${cause.message}); correct its certificate, or sslmode and sslrootcert in DATABASE_URL`;
  }
  return permanentFault(cause.cause);
}

function sqliteCode({ message, rawCode }: FaultOfLibraries): number {
  return rawCode ?? Number(failedOpening.exec(message)?.[1] ?? 0);
}

interface FaultOfLibraries extends NodeJS.ErrnoException {
  readonly hostname?: string;
  /** Of `libsql`. */
  readonly rawCode?: number;
  /** Of `pg`. */
  readonly severity?: string;
  readonly routine?: string;
}

/**
 * The same where PostgreSQL has refused a connection or a statement, for a reason that only an administrator or another
 * DATABASE_URL mends. Its message never has the password.
 */
export function permanentRefusal(error: unknown): string | undefined {
  // Only errors of `pg` have a severity. To import their class here would make `--help` load all of `pg`.
  if (!(error instanceof Error && 'severity' in error)) return undefined;
  const { code = '', message, severity, routine } = error as FaultOfLibraries;
  // 28…: wrong user or password; 3D000: no such database.
  if (code.startsWith('28') || code === '3D000') return message;
  if (code === '42501') {
    if (routine !== 'CheckMyDatabase') {
      return `${message}; as an administrator grant it to the role of DATABASE_URL`;
    }
    return `${message}; as an administrator run: GRANT CONNECT ON DATABASE … TO …, with the database and the role of DATABASE_URL`;
  }
  // Before the first statement, only the parameter "options" can be wrong.
  if (severity === 'FATAL' && (code === '22023' || code.startsWith('42'))) {
    return `${message}; correct "options" in DATABASE_URL`;
  }
  return undefined;
}
