drop table flow_notes;
drop table secrets;
