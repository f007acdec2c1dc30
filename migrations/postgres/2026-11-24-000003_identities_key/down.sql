-- Nothing: either name is good for daemun.
select 1;
