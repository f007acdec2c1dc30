-- Only what is daemun's own: the tables of `auth` may be Supabase Auth's, and hold the users.
drop schema daemun cascade;
