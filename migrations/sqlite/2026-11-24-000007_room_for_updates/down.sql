-- Nothing, as in up.sql.
select 1;
