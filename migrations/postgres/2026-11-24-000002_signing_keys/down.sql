drop table daemun.retired_keys;
