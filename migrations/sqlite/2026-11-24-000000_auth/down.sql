drop table signing_keys;
drop table audit_log_entries;
drop table flow_state;
drop table refresh_tokens;
drop table mfa_amr_claims;
drop table sessions;
drop table identities;
drop table users;
