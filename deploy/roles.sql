-- Two roles for one database of Broadsheet: one owns the tables and migrates them; the other is the
-- service's, which reads and writes them, but changes neither the schema nor the audit log.
--
-- Run it as an administrator, connected to that database, before the first migration or at any time
-- after it. Run again, it changes nothing but the passwords. It needs psql 15 or newer.
--
--   psql "$ADMINISTRATOR_URL" -X -v ON_ERROR_STOP=1 -f deploy/roles.sql
--
-- Names: -v owner=… -v service=…; left out, they are broadsheet_owner and broadsheet_service.
-- Passwords come from the environment, where no list of processes shows them: OWNER_PASSWORD and
-- SERVICE_PASSWORD. One that is not set stays as it is.

\if :{?owner}
\else
  \set owner broadsheet_owner
\endif
\if :{?service}
\else
  \set service broadsheet_service
\endif
\getenv owner_password OWNER_PASSWORD
\getenv service_password SERVICE_PASSWORD

BEGIN;

-- A password is no business of the server's log. Only a superuser may say so: others look at the
-- server's log_statement first.
SELECT set_config('log_statement', 'none', true), set_config('log_min_error_statement', 'panic', true)
  FROM pg_roles WHERE rolname = current_user AND rolsuper \g /dev/null

SELECT format('CREATE ROLE %I', name) FROM (VALUES (:'owner'), (:'service')) AS wanted (name)
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec
ALTER ROLE :"owner" LOGIN;
ALTER ROLE :"service" LOGIN;
\if :{?owner_password}
  ALTER ROLE :"owner" PASSWORD :'owner_password';
\endif
\if :{?service_password}
  ALTER ROLE :"service" PASSWORD :'service_password';
\endif

-- Who is no superuser hands tables only to a role that it is a member of.
SELECT format('GRANT %I TO CURRENT_USER', :'owner')
  FROM pg_roles WHERE rolname = current_user AND NOT rolsuper AND rolname <> :'owner' \gexec

SELECT format('GRANT CONNECT ON DATABASE %I TO %I, %I', current_database(), :'owner', :'service') \gexec
-- A database that came from a PostgreSQL before 15 lets everybody make tables.
REVOKE CREATE ON SCHEMA public FROM PUBLIC, :"service";
GRANT USAGE, CREATE ON SCHEMA public TO :"owner";
GRANT USAGE ON SCHEMA public TO :"service";

-- What is there already; a table takes its sequences and indexes along.
SELECT format('ALTER TABLE %I.%I OWNER TO %I', schemaname, tablename, :'owner')
  FROM pg_tables WHERE schemaname = 'public' AND tableowner <> :'owner' \gexec
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO :"service";

-- What later migrations make.
ALTER DEFAULT PRIVILEGES FOR ROLE :"owner" IN SCHEMA public
  GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO :"service";

-- The log only grows, and what was migrated is the owner's to say. Where these tables are not made yet,
-- migrations/0015_audit_is_kept.sql does the same.
SELECT format('REVOKE ALL ON %I FROM %I, PUBLIC', name, :'service'),
       format('GRANT %s ON %I TO %I', allowed, name, :'service')
  FROM (VALUES ('audit', 'SELECT, INSERT'), ('kysely_migration', 'SELECT'),
               ('kysely_migration_lock', 'SELECT')) AS kept (name, allowed)
 WHERE to_regclass('public.' || name) IS NOT NULL \gexec

COMMIT;
