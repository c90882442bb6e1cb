// better-auth on SQLite, by its own handler for Node: sign-in by e-mail, get-session by cookie. The same
// argon2id as everyone here instead of its scrypt, so that sign-ins do the same work.
import { createServer } from 'node:http';
import { hash, verify } from '@node-rs/argon2';
import { betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { toNodeHandler } from 'better-auth/node';
import { Kysely, SqliteDialect } from 'kysely';
import Libsql from 'libsql';

const { PORT, DATABASE_FILE, JWT_SECRET_KEY } = process.env;
const database = new Libsql(DATABASE_FILE);
for (const pragma of ['journal_mode = WAL', 'synchronous = FULL'])
  database.exec(`pragma ${pragma}`);

const options = {
  baseURL: `http://127.0.0.1:${PORT}`,
  secret: JWT_SECRET_KEY,
  database: { db: new Kysely({ dialect: new SqliteDialect({ database }) }), type: 'sqlite' },
  emailAndPassword: {
    enabled: true,
    password: {
      hash: (password) => hash(password),
      verify: ({ hash: encoded, password }) => verify(encoded, password),
    },
  },
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
};
const { runMigrations } = await getMigrations(options);
await runMigrations();

createServer(toNodeHandler(betterAuth(options))).listen(Number(PORT), '127.0.0.1');
