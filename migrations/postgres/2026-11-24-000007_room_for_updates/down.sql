alter table auth.users reset (fillfactor);
alter table auth.identities reset (fillfactor);
alter table auth.sessions reset (fillfactor);
