#!/bin/sh
# Run once by the database's image, as its administrator, on an empty volume: an owner for the tables, and a role for
# the service that is neither owner nor superuser; what it may do is given by `sanxian migrate --service-role`.
set -eu
: "${POSTGRES_USER:?}" "${POSTGRES_DB:?}" "${SANXIAN_DB_OWNER_PASSWORD:?}" "${SANXIAN_DB_SERVICE_PASSWORD:?}"
export SANXIAN_DB_OWNER_PASSWORD SANXIAN_DB_SERVICE_PASSWORD
psql --no-psqlrc --quiet -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d "$POSTGRES_DB" <<'SQL'
\getenv owner_password SANXIAN_DB_OWNER_PASSWORD
\getenv service_password SANXIAN_DB_SERVICE_PASSWORD
CREATE ROLE sanxian_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'owner_password';
CREATE ROLE sanxian_service LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'service_password';
CREATE EXTENSION IF NOT EXISTS postgis;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
REVOKE ALL ON DATABASE :DBNAME FROM PUBLIC;
GRANT CONNECT, CREATE ON DATABASE :DBNAME TO sanxian_owner;
GRANT CONNECT ON DATABASE :DBNAME TO sanxian_service;
SQL
