drop table retired_keys;
