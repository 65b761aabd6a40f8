#!/bin/sh
# Run by the image of PostgreSQL when it makes its database: the two roles of deploy/roles.sql, with
# their passwords out of files.
set -eu
OWNER_PASSWORD=$(cat /run/secrets/owner_password)
SERVICE_PASSWORD=$(cat /run/secrets/service_password)
export OWNER_PASSWORD SERVICE_PASSWORD
psql --no-psqlrc --quiet --username="$POSTGRES_USER" --dbname="$POSTGRES_DB" \
  --set=ON_ERROR_STOP=1 --file=/usr/local/share/broadsheet/roles.sql
