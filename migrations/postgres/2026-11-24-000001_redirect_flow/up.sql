-- daemun's own, for the redirect flow.

-- Random values that all nodes share and that outlive the signing key.
--? relation daemun.secrets
create table daemun.secrets (
  id text primary key not null,
  value text not null,
  created_at timestamptz not null
);

-- What a flow has to remember beyond flow_state: the nonce that its client chose, or the person who waits to be linked.
--? relation daemun.flow_notes
create table daemun.flow_notes (
  flow_id uuid primary key not null,
  nonce text,
  person text,
  created_at timestamptz not null
);

--? relation daemun.flow_notes_created_at_idx
create index flow_notes_created_at_idx on daemun.flow_notes (created_at);
