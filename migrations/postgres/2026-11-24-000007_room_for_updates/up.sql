-- Room in each page for the next version of a row that has just been written. A sign-in changes the times of a user and of an
-- identity, a refresh those of a session, and none of these columns is in an index: with room in the same page the indexes
-- need not be told. Pages that are full already get it as they are cleaned.

-- Only where Supabase Auth has not been: how its tables are stored is its owner's matter.
--? relation auth.schema_migrations
alter table auth.users set (fillfactor = 80);
alter table auth.identities set (fillfactor = 80);
alter table auth.sessions set (fillfactor = 80);
