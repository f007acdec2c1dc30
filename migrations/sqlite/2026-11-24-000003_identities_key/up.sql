-- Nothing: the step is about a name that matters on PostgreSQL alone. Steps have the same names on both.
select 1;
