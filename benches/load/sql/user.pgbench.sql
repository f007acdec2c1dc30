-- What GET /user reads at the least: one user by its key.
\set n random(1, :users)
select * from users where id = ('00000000-0000-4000-8000-' || lpad(:n::text, 12, '0'))::uuid;
