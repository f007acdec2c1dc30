-- The list of users for administrators: counted, and paged in the order of age, without reading whole rows. The key of
-- the table is in every index, so that the order is whole.
create index users_aud_created_at_idx on users (aud, created_at);
