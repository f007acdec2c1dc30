-- daemun's own, for the rotation of the key that it made for itself.

-- Public keys that no longer sign, and are published and accepted until the last token that they signed has expired.
create table retired_keys (
  kid text not null primary key,
  public_jwk text not null,
  retired_at text not null,
  accepted_until text not null
) strict, without rowid;
