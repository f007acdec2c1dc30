-- The primary key of `auth.identities`, so that Supabase Auth can take over a database that daemun made.
--
-- One of Supabase Auth's steps drops the constraint `identities_pkey`, for the sake of its older tables, and makes a new one
-- only together with the column `id`. In a table that daemun made the column is there already, so that no key would be
-- left. Under another name the key stays.

-- Only where Supabase Auth has not been: it keeps this record. Its own table's key is not touched.
--? relation auth.schema_migrations
alter index if exists auth.identities_pkey rename to identities_id_pkey;

-- Where it has been, over a table that daemun made before this step.
--? key auth.identities
alter table auth.identities add constraint identities_pkey primary key (id);
