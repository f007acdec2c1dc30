-- Nothing: how full a page gets is a matter of PostgreSQL. Steps have the same names on both.
select 1;
