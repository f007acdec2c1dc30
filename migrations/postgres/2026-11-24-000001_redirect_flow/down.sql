drop table daemun.flow_notes;
drop table daemun.secrets;
