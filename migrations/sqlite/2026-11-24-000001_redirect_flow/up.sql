-- daemun's own, for the redirect flow.

-- Random values that all nodes share and that outlive the signing key.
create table secrets (
  id text not null primary key,
  value text not null,
  created_at text not null
) strict, without rowid;

-- What a flow has to remember beyond flow_state: the nonce that its client chose, or the person who waits to be linked.
create table flow_notes (
  flow_id text not null primary key,
  nonce text,
  person text,
  created_at text not null
) strict, without rowid;
create index flow_notes_created_at_idx on flow_notes (created_at);
