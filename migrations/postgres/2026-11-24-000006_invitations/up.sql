-- Invitations are looked for by whoever brings a token. The condition is Supabase Auth's.
--? relation auth.confirmation_token_idx
create unique index confirmation_token_idx on auth.users using btree (confirmation_token) where confirmation_token !~ '^[0-9 ]*$';
