-- daemun's own, for the rotation of the key that it made for itself.

-- Public keys that no longer sign, and are published and accepted until the last token that they signed has expired.
--? relation daemun.retired_keys
create table daemun.retired_keys (
  kid text primary key not null,
  public_jwk text not null,
  retired_at timestamptz not null,
  accepted_until timestamptz not null
);
