-- Who works here adds to the audit log and never changes it, and what was migrated is the migrator's to
-- say. Default privileges (deploy/roles.sql) give every table of the owner to the service's role: what
-- they gave too much here is taken back. The owner itself is not held by this.
DO $$
DECLARE given record;
BEGIN
  FOR given IN
    SELECT DISTINCT oid::regclass AS kept, grantee,
           CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END AS holder
      FROM pg_class, aclexplode(relacl)
     WHERE oid IN ('audit'::regclass, 'kysely_migration'::regclass, 'kysely_migration_lock'::regclass)
       AND grantee <> relowner
  LOOP
    EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %s FROM %s', given.kept, given.holder);
    IF given.kept <> 'audit'::regclass THEN
      EXECUTE format('REVOKE INSERT ON %s FROM %s', given.kept, given.holder);
    END IF;
  END LOOP;
END $$;
